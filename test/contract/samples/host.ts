import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { basicHeaders } from '../../matrix/sign-in.js';
import { parcel } from '../../packages/parcels.js';
import { ADMIN } from '../../support/site.js';
import type { Json } from '../documents.js';
import type { Maker } from './maker.js';
import type { Sample, Samples } from './sample.js';

const WP = '/wp-json/wp/v2';

const word = () => randomBytes(4).toString('hex');
const plain: Sample = () => ({});

/** Everything that may be said of a new user. */
export function userBody() {
  const login = `aurora-${word()}`;
  return {
    username: login,
    email: `${login}@example.test`,
    password: 'correct horse 9',
    name: 'Aurora Person',
    first_name: 'Aurora',
    last_name: 'Person',
    nickname: 'Aurora',
    slug: login,
    url: 'https://aurora.test/',
    description: 'Of Aurora',
    locale: 'en_US',
    roles: ['member'],
    meta: { persisted_preferences: { 'core/edit-post': { welcomeGuide: false } } },
  };
}

const user = async (make: Maker) => {
  const answer = await make.call('post', `${WP}/users`, userBody());
  return (answer.body as { id: number }).id;
};

/** What may be changed of a user that is there already. */
function userChange(): Json {
  const { username, slug, ...change } = userBody();
  return change;
}

const ofUser = async (make: Maker) => ({ id: await user(make) });
const changedUser: Sample = async (make) => ({ params: await ofUser(make), body: userChange() });

const programBody = () => ({
  name: `Aurora app ${word()}`,
  app_id: '4a2f2c5e-1c44-4b5e-9d0a-1111111111ab',
  scopes: ['clients:read'],
  expires: '2099-01-01T00:00:00.000Z',
});

/** An application password of a user of its own. */
const program = async (make: Maker) => {
  const user_id = await user(make);
  const answer = await make.call('post', `${WP}/users/${user_id}/application-passwords`, programBody());
  const { uuid, password } = answer.body as { uuid: string; password: string };
  // Used once, so that it has something to tell.
  const { slug } = (await make.call('get', `${WP}/users/${user_id}`)).body as { slug: string };
  await make.call('get', `${WP}/users/me`, undefined, basicHeaders(slug, password));
  return { user_id, uuid };
};
const renamedProgram: Sample = async (make) => ({
  params: await program(make),
  body: { name: `Aurora app ${word()}` },
});

/** Somebody who may delete users, and so themselves. */
const administrator = async (make: Maker) => {
  const body = { ...userBody(), roles: ['administrator'] };
  const { id } = (await make.call('post', `${WP}/users`, body)).body as { id: number };
  const made = await make.call('post', `${WP}/users/${id}/application-passwords`, { name: 'Aurora app' });
  return basicHeaders(body.username as string, (made.body as { password: string }).password);
};

/** Of themselves, so that nobody else is locked out. */
const ownChange: Sample = async (make) => ({ body: userChange(), headers: await administrator(make) });

const login = { email: 'admin@example.test', password: 'correct horse 1' };

const tokens = async (make: Maker) => {
  const answer = await make.call('post', '/api/auth/login', login);
  return answer.body as { token: string; refresh_token: string };
};

const settings: Sample = () => ({ body: { title: `Aurora ${word()}`, description: 'Aurora: a site' } });

/** On again what is on: a change that leaves the site as it was. */
const active: Sample = () => ({ params: { plugin: 'agency' }, body: { status: 'active' } });

const CRON = '/wp-json/koapress/v1/cron';
const HISTORY = 'host.cron-history';
const cronTask: Sample = () => ({ params: { name: HISTORY } });
/** One that nobody runs meanwhile: what was answered is read again and compared. */
const restingTask: Sample = () => ({ params: { name: 'host.api-key-warnings' } });

const cronRun: Sample = async (make) => {
  const answer = await make.call('post', `${CRON}/${HISTORY}/run`);
  return { params: { name: HISTORY, id: (answer.body as { id: number }).id } };
};

/** One that has run, whatever else is called before. */
const taskThatRan: Sample = async (make) => {
  await make.call('post', `${CRON}/${HISTORY}/run`);
  for (;;) {
    const { body } = await make.call('get', `${CRON}/${HISTORY}`);
    if ((body as { last_success_at: string | null }).last_success_at !== null) break;
    await sleep(20);
  }
  return { params: { name: HISTORY } };
};

const JOBS = '/wp-json/koapress/v1/jobs';
const waitingJob: Sample = async (make) => ({ params: { id: await make.job() } });

export const wordpressSamples: Samples = {
  [`GET ${JOBS}`]: async (make) => {
    await make.job('dead');
    return {};
  },
  [`GET ${JOBS}/{id}`]: async (make) => ({ params: { id: await make.job('dead') } }),
  [`POST ${JOBS}/{id}`]: async (make) => ({
    params: { id: await make.job() },
    body: { payload: { text: 'Aurora changed' } },
  }),
  [`POST ${JOBS}/{id}/retry`]: waitingJob,
  [`POST ${JOBS}/{id}/cancel`]: waitingJob,

  [`GET ${CRON}`]: plain,
  [`GET ${CRON}/{name}`]: taskThatRan,
  [`POST ${CRON}/{name}/run`]: cronTask,
  [`POST ${CRON}/{name}/pause`]: restingTask,
  [`POST ${CRON}/{name}/resume`]: restingTask,
  [`GET ${CRON}/{name}/runs`]: async (make) => {
    await cronRun(make);
    return { params: { name: HISTORY } };
  },
  [`GET ${CRON}/{name}/runs/{id}`]: cronRun,

  [`GET ${WP}/users`]: plain,
  [`POST ${WP}/users`]: () => ({ body: userBody() }),
  [`GET ${WP}/users/me`]: plain,
  [`POST ${WP}/users/me`]: ownChange,
  [`PUT ${WP}/users/me`]: ownChange,
  [`PATCH ${WP}/users/me`]: ownChange,
  [`DELETE ${WP}/users/me`]: async (make) => ({
    query: { force: 'true', reassign: String(make.userId) },
    headers: await administrator(make),
  }),
  [`GET ${WP}/users/{id}`]: async (make) => ({ params: await ofUser(make) }),
  [`POST ${WP}/users/{id}`]: changedUser,
  [`PUT ${WP}/users/{id}`]: changedUser,
  [`PATCH ${WP}/users/{id}`]: changedUser,
  [`DELETE ${WP}/users/{id}`]: async (make) => ({
    params: await ofUser(make),
    query: { force: 'true', reassign: String(make.userId) },
  }),

  [`GET ${WP}/users/{user_id}/application-passwords`]: async (make) => {
    const { user_id } = await program(make);
    return { params: { user_id } };
  },
  [`POST ${WP}/users/{user_id}/application-passwords`]: async (make) => ({
    params: { user_id: await user(make) },
    body: programBody(),
  }),
  [`DELETE ${WP}/users/{user_id}/application-passwords`]: async (make) => {
    const { user_id } = await program(make);
    return { params: { user_id } };
  },
  [`GET ${WP}/users/{user_id}/application-passwords/introspect`]: () => ({ params: { user_id: 'me' } }),
  [`GET ${WP}/users/{user_id}/application-passwords/{uuid}`]: async (make) => ({
    params: await program(make),
  }),
  [`PUT ${WP}/users/{user_id}/application-passwords/{uuid}`]: renamedProgram,
  [`POST ${WP}/users/{user_id}/application-passwords/{uuid}`]: renamedProgram,
  [`DELETE ${WP}/users/{user_id}/application-passwords/{uuid}`]: async (make) => ({
    params: await program(make),
  }),

  [`GET ${WP}/settings`]: plain,
  [`POST ${WP}/settings`]: settings,
  [`PUT ${WP}/settings`]: settings,
  [`PATCH ${WP}/settings`]: settings,

  [`GET ${WP}/plugins`]: plain,
  [`POST ${WP}/plugins`]: async () => ({
    body: { package: (await parcel()).toString('base64'), password: ADMIN.password, status: 'inactive' },
  }),
  [`GET ${WP}/plugins/{plugin}`]: () => ({ params: { plugin: 'agency' } }),
  [`POST ${WP}/plugins/{plugin}`]: active,
  [`PUT ${WP}/plugins/{plugin}`]: active,
  [`PATCH ${WP}/plugins/{plugin}`]: active,
  [`DELETE ${WP}/plugins/{plugin}`]: () => ({ params: { plugin: 'spare' } }),
};

export const otherSamples: Samples = {
  'POST /api/auth/login': () => ({ body: login }),
  'POST /api/auth/refresh': async (make) => ({
    body: { refresh_token: (await tokens(make)).refresh_token },
  }),
  'POST /api/auth/logout': async (make) => ({
    body: { all_devices: false },
    headers: { authorization: `Bearer ${(await tokens(make)).token}` },
  }),
  'POST /api/auth/forgot-password': () => ({ body: { email: `aurora-${word()}@example.test` } }),
  'GET /api/auth/me': plain,
  'GET /api/health': plain,
  'GET /api/ready': plain,
  'GET /api/version': plain,
  'GET /v1/users/me': plain,
  'GET /api/v1/org-settings': plain,
  'PUT /api/v1/org-settings': () => ({
    body: {
      name: `Aurora ${word()}`,
      currency: 'EUR',
      timezone: 'Europe/Berlin',
      locale: 'de-DE',
      logoUrl: 'https://aurora.test/logo.png',
      address: {
        line1: '1 Quay',
        line2: 'Floor 2',
        city: 'Bristol',
        state: 'Avon',
        postalCode: 'BS1 4DJ',
        country: 'GB',
      },
      taxId: 'GB123456789',
      contactEmail: 'hello@aurora.test',
      invoicePrefix: 'AU-',
      invoiceTerms: 'Within 14 days',
      taxRate: 20,
    },
  }),
};
