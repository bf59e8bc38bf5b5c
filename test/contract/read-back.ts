import { isDeepStrictEqual } from 'node:util';
import type { Answer } from '../matrix/exchange.js';
import type { Json } from './documents.js';
import type { Filling } from './samples/sample.js';

/** Where a write shows through another operation. */
export interface Reading {
  readonly template: string;
  readonly params?: Filling['params'];
  readonly query?: Filling['query'];
  readonly headers?: Filling['headers'];
  /** Of a list: the one with this id. */
  readonly id?: number | string;
  /** The status it must answer; 200 by default. */
  readonly status?: number;
}

type Written = Filling & { readonly data: Json; readonly answer: Answer };

const AGENCY = '/wp-json/agency-os-ai/v1';
const WP = '/wp-json/wp/v2';
const HOOKS = '/api/v1/webhooks';
const CRON = '/wp-json/koapress/v1/cron';
const JOBS = '/wp-json/koapress/v1/jobs';
const KEYS = '/api/organizations/{orgId}/api-keys';
const KOA = '/wp-json/koapress/v1';
const INVOICES = '/api/v1/invoices';
const edit = { context: 'edit' };

/** Where the usual rule does not lead. */
const EXCEPTIONS: Readonly<Record<string, (written: Written) => Reading>> = {
  [`POST ${HOOKS}/{publicId}/rotate-secret`]: ({ params }) => ({
    template: `GET ${HOOKS}/{publicId}`,
    params,
  }),
  [`POST ${HOOKS}/{publicId}/pause`]: ({ params }) => ({ template: `GET ${HOOKS}/{publicId}`, params }),
  [`POST ${HOOKS}/{publicId}/resume`]: ({ params }) => ({ template: `GET ${HOOKS}/{publicId}`, params }),
  // Of what is under way only that it is there: it goes on between the two looks.
  [`POST ${HOOKS}/{publicId}/ping`]: ({ params }) => ({
    template: `GET ${HOOKS}/{publicId}/deliveries`,
    params,
  }),
  [`POST ${HOOKS}/{publicId}/deliveries/{deliveryId}/replay`]: ({ params }) => ({
    template: `GET ${HOOKS}/{publicId}/deliveries`,
    params: { publicId: params?.publicId ?? '' },
  }),
  [`POST ${HOOKS}/{publicId}/replay`]: ({ params }) => ({
    template: `GET ${HOOKS}/{publicId}/deliveries`,
    params,
  }),
  [`POST ${AGENCY}/tickets/{id}/replies`]: ({ params, data }) => ({
    template: `GET ${AGENCY}/tickets/{id}/replies`,
    params,
    id: data.id as number,
  }),
  [`POST ${AGENCY}/invoices/create-from-time-entries`]: ({ data }) => ({
    template: `GET ${AGENCY}/invoices`,
    query: { per_page: '100', client_id: String(data.client_id) },
    id: data.id as number,
  }),
  [`POST ${INVOICES}/{publicId}/payments`]: ofInvoice('payments'),
  [`POST ${INVOICES}/{publicId}/credit-notes`]: ofInvoice('credit-notes'),
  'POST /api/v1/messages': ({ data }) => ({
    template: 'GET /api/v1/messages',
    query: { orderId: data.orderId as string },
    id: data.publicId as string,
  }),
  [`POST ${INVOICES}/{publicId}/send`]: ({ params }) => ({ template: `GET ${INVOICES}/{publicId}`, params }),
  [`POST ${INVOICES}/{publicId}/link`]: ({ params }) => ({ template: `GET ${INVOICES}/{publicId}`, params }),
  [`POST ${AGENCY}/invoices/{id}/send`]: ({ data }) => ({
    template: `GET ${AGENCY}/invoices`,
    id: data.id as number,
  }),
  'POST /api/billing/change-plan': () => ({ template: 'GET /api/billing/subscription' }),
  'POST /api/billing/validate-downgrade': () => ({ template: 'GET /api/billing/plan-summary' }),
  // What is cancelled is still there.
  'DELETE /api/v1/subscriptions/{publicId}': ({ params }) => ({
    template: 'GET /api/v1/subscriptions/{publicId}',
    params,
  }),
  [`POST ${AGENCY}/time-entries/start`]: ({ data }) => ({
    template: `GET ${AGENCY}/time-entries/{id}`,
    params: { id: data.id as number },
  }),
  [`POST ${AGENCY}/time-entries/{id}/stop`]: ({ params }) => ({
    template: `GET ${AGENCY}/time-entries/{id}`,
    params,
  }),
  [`POST ${AGENCY}/workflows/{id}/stages`]: ({ params, data }) => ({
    template: `GET ${AGENCY}/workflows/{id}/stages/{stage_id}`,
    params: { ...params, stage_id: data.id as number },
  }),
  [`POST ${WP}/users`]: ({ data }) => ({
    template: `GET ${WP}/users/{id}`,
    params: { id: data.id as number },
    query: edit,
  }),
  [`DELETE ${WP}/users/me`]: ({ data }) => ({
    template: `GET ${WP}/users/{id}`,
    params: { id: (data.previous as Json).id as number },
    status: 404,
  }),
  [`POST ${WP}/users/{user_id}/application-passwords`]: ({ params, data }) => ({
    template: `GET ${WP}/users/{user_id}/application-passwords/{uuid}`,
    params: { ...params, uuid: data.uuid as string },
  }),
  [`DELETE ${WP}/users/{user_id}/application-passwords`]: ({ params }) => ({
    template: `GET ${WP}/users/{user_id}/application-passwords`,
    params,
  }),
  [`DELETE ${WP}/plugins/{plugin}`]: ({ params }) => ({ template: `GET ${WP}/plugins/{plugin}`, params }),
  [`POST ${CRON}/{name}/run`]: ({ params, data }) => ({
    template: `GET ${CRON}/{name}/runs/{id}`,
    params: { ...params, id: data.id as number },
  }),
  [`POST ${CRON}/{name}/pause`]: ({ params }) => ({ template: `GET ${CRON}/{name}`, params }),
  [`POST ${CRON}/{name}/resume`]: ({ params }) => ({ template: `GET ${CRON}/{name}`, params }),
  [`POST ${KEYS}/{keyId}/revoke`]: ofKey,
  [`POST ${KEYS}/{keyId}/rotate`]: ofKey,
  [`POST ${KEYS}/{keyId}/roll`]: ofKey,
  [`POST ${KEYS}`]: ({ params, data }) => ofKey({ params: { ...params, keyId: data.id as string } }),
  'POST /api/v1/api-keys': ({ data }) => listedKey(data.publicId as string),
  'POST /api/v1/api-keys/{publicId}/revoke': ({ data }) => listedKey(data.publicId as string),
  'DELETE /api/v1/api-keys/{publicId}': ({ params }) =>
    ofKey({ params: { orgId: 1, keyId: params?.publicId as string } }, 404),
  [`POST ${KOA}/invitations`]: ({ data }) => ({
    template: `GET ${WP}/users/{id}`,
    params: { id: data.user_id as number },
    query: edit,
  }),
  [`POST ${KOA}/mail-templates/{name}`]: templateItself,
  [`DELETE ${KOA}/mail-templates/{name}`]: templateItself,
  [`POST ${KOA}/mail-templates/{name}/versions/{version}/restore`]: ({ params }) =>
    templateItself({ params: { name: params?.name as string } }),
  // A draft is kept nowhere.
  [`POST ${KOA}/mail-templates/{name}/preview`]: ({ params }) => ({
    template: `GET ${KOA}/mail-templates/{name}/versions`,
    params,
  }),
  [`POST ${KOA}/mail-templates/{name}/test`]: mailItself,
  [`POST ${KOA}/mails/{id}/resend`]: mailItself,
  // It answers nothing that is seen elsewhere.
  'POST /api/billing/checkout': () => ({ template: 'GET /v1/users/me/billing/payment-methods' }),
  'POST /api/billing/create-payment-intent': () => ({
    template: 'GET /v1/users/me/billing/payment-methods',
  }),
  'POST /api/billing/portal': () => ({ template: 'GET /v1/users/me/billing/payment-methods' }),
  'POST /api/billing/webhook': () => ({ template: 'GET /api/health' }),
  'POST /api/auth/forgot-password': () => ({ template: 'GET /api/health' }),
  'PATCH /api/notifications/read-all': () => ({ template: 'GET /api/notifications/unread-count' }),
  'DELETE /v1/users/me/notifications/{notification}': ({ params }) => ({
    template: 'GET /api/notifications/{id}',
    params: { id: params?.notification as string },
    status: 404,
  }),
  [`POST ${JOBS}/{id}`]: ({ params }) => ({ template: `GET ${JOBS}/{id}`, params }),
  [`POST ${JOBS}/{id}/retry`]: ({ params }) => ({ template: `GET ${JOBS}/{id}`, params }),
  [`POST ${JOBS}/{id}/cancel`]: ({ params }) => ({ template: `GET ${JOBS}/{id}`, params }),
  ...Object.fromEntries(
    ['/api/billing/auto-topup', '/api/billing/credit-auto-topup'].flatMap((path) =>
      ['POST', 'PUT', 'DELETE'].map((method) => [`${method} ${path}`, () => ({ template: `GET ${path}` })]),
    ),
  ),
  'POST /wp-json/billing/v1/packages': ({ data }) => ({
    template: 'GET /wp-json/billing/v1/packages/{slug}',
    params: { slug: data.slug as string },
  }),
  'POST /api/tokens/consume': () => ({ template: 'GET /api/tokens/balance' }),
  'POST /wp-json/billing/v1/grants': ({ data }) => ({
    template: 'GET /api/tokens/transactions',
    id: data.id as string,
  }),
  // It is being made: what is seen next is more.
  'POST /api/v1/reports': () => ({ template: 'GET /api/v1/reports' }),
  'POST /api/forms/{formPublicId}/submit': ({ params, data }) => ({
    template: 'GET /api/v1/forms/{publicId}/submissions',
    params: { publicId: params?.formPublicId ?? '' },
    id: data.publicId as string,
  }),
  'POST /api/auth/login': ({ answer }) => bearer(answer),
  'POST /api/auth/refresh': ({ answer }) => bearer(answer),
  'POST /api/auth/logout': ({ headers }) => ({ template: 'GET /api/auth/me', headers, status: 401 }),
};

function ofInvoice(what: string): (written: Written) => Reading {
  const template = `GET ${INVOICES}/{publicId}/${what}`;
  return ({ params, data }) => ({ template, params, id: data.publicId as string });
}

function ofKey({ params }: Pick<Written, 'params'>, status = 200): Reading {
  return { template: `GET ${KEYS}/{keyId}`, params, status };
}

function listedKey(id: string): Reading {
  return { template: 'GET /api/v1/api-keys', query: { limit: '100' }, id };
}

function templateItself({ params }: Pick<Written, 'params'>): Reading {
  return { template: `GET ${KOA}/mail-templates/{name}`, params };
}

function mailItself({ data }: Written): Reading {
  return { template: `GET ${KOA}/mails/{id}`, params: { id: data.id as string } };
}

function bearer({ body }: Answer): Reading {
  const headers = { authorization: `Bearer ${(body as Json).token}` };
  return { template: 'GET /api/auth/me', headers };
}

/** A change shows at its own address, something new below it, and what was deleted nowhere. */
export function readingOf(template: string, written: Written): Reading {
  const exception = EXCEPTIONS[template];
  if (exception) return exception(written);
  const [method, path] = template.split(' ') as [string, string];
  const query = path.startsWith(`${WP}/users`) && !path.includes('application') ? edit : undefined;
  const { params } = written;
  const oneself = path.endsWith('/me') ? { headers: written.headers } : {};
  if (method === 'DELETE') return { template: `GET ${path}`, params, status: 404 };
  if (path.startsWith('/api/v1/') && method === 'POST')
    return { template: `GET ${path}/{publicId}`, params: { publicId: written.data.publicId as string } };
  if (method !== 'POST' || path.startsWith(WP)) return { template: `GET ${path}`, params, query, ...oneself };
  return { template: `GET ${path}/{id}`, params: { ...params, id: written.data.id as number } };
}

/** A task's last run goes on by itself; stages are numbered anew when they are made; a password is never shown; what is empty may be left out. */
const NOT_COMPARED = new Set(['last_run', 'stages', 'password', 'all_devices']);

/** What goes on by itself, and may have ended before it is read. */
const BEGUN = new Set<unknown>(['waiting', 'running', 'queued']);
const isBegun = (sent: Json) => BEGUN.has(sent.status);
const GOES_ON = new Set(['status', 'started_at', 'ended_at', 'node', 'fence', 'sent', 'attempts']);

/** Fields that both hold, and hold differently. */
export function differences(sent: Json, read: Json): string[] {
  const isCompared = (name: string) => !NOT_COMPARED.has(name) && !(isBegun(sent) && GOES_ON.has(name));
  return Object.keys(sent)
    .filter((name) => name in read && isCompared(name) && !holds(sent[name], read[name]))
    .map((name) => `${name}: wrote ${JSON.stringify(sent[name])}, read ${JSON.stringify(read[name])}`);
}

/** Objects may come back with more in them, instants as another text. */
function holds(sent: unknown, read: unknown): boolean {
  if (isInstant(sent) && isInstant(read)) return Date.parse(utc(sent)) === Date.parse(utc(read));
  if (typeof sent !== 'object' || sent === null || typeof read !== 'object' || read === null)
    return isDeepStrictEqual(sent, read);
  if (Array.isArray(sent))
    return (
      Array.isArray(read) && sent.length === read.length && sent.every((own, at) => holds(own, read[at]))
    );
  return Object.entries(sent).every(([name, inner]) => holds(inner, (read as Json)[name]));
}

function isInstant(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(value);
}

/** WordPress writes UTC without saying so. */
function utc(text: string): string {
  return /(Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`;
}
