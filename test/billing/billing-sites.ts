import test, { type ExecutionContext } from 'ava';
import {
  Billing,
  type BillingApi,
  type Invoice,
  type InvoiceValues,
} from '../../plugins/billing/contract.js';
import type { Principal } from '../../src/auth/principal.js';
import { databases, type TestDatabase } from '../support/databases.js';
import { type Answer, type Sent, type Site, startSite } from '../support/site.js';

type Data = Answer['body'];

const SCOPES = ['invoices:read', 'invoices:write'];

/** The organisation's billing of a running site: its services, and its API by a key. */
export class BillingDoor {
  private constructor(
    readonly site: Site,
    readonly key: string,
    readonly actor: Principal,
  ) {}

  static async open(site: Site, actor: Principal = site.actor): Promise<BillingDoor> {
    return new BillingDoor(site, await site.key('org', SCOPES, actor), actor);
  }

  /** The same site as another organisation sees it. */
  async elsewhere(name: string): Promise<BillingDoor> {
    const { orgId } = await this.site.organization(name);
    return BillingDoor.open(this.site, { ...this.site.actor, orgId });
  }

  get billing(): BillingApi {
    return this.site.host.plugins.use(Billing);
  }

  send(method: string, path: string, sent: Sent = {}): Promise<Answer> {
    return this.site.request(`/api/v1${path}`, { method, auth: this.key, ...sent });
  }

  async read(path: string): Promise<Data> {
    return this.expected(200, 'GET', path);
  }

  async make(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Data> {
    return this.expected(201, 'POST', path, { body, headers });
  }

  async put(path: string, body: unknown): Promise<Data> {
    return this.expected(200, 'PUT', path, { body });
  }

  /** Somebody to be billed. */
  customer(values: object = {}) {
    return this.billing.customers.create(this.actor, { name: 'Ada & Co', currency: 'EUR', ...values });
  }

  /** A draft of one line of 100.00 and 19 per cent, in the services' words. */
  async draft(values: Partial<InvoiceValues> = {}): Promise<Invoice> {
    const customerId = values.customerId ?? (await this.customer()).id;
    const lines = [{ description: 'Work', unitPrice: 10_000, taxRate: 190_000 }];
    return this.billing.invoices.create(this.actor, { lines, ...values, customerId });
  }

  async open(values: Partial<InvoiceValues> = {}): Promise<Invoice> {
    return this.billing.invoices.finalize(this.actor, (await this.draft(values)).id);
  }

  private async expected(status: number, method: string, path: string, sent: Sent = {}): Promise<Data> {
    const answer = await this.send(method, path, sent);
    if (answer.status === status) return answer.body.data;
    throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  }
}

type Body = (t: ExecutionContext, door: BillingDoor) => Promise<void>;

/** One site per database for all tests of a file. Tests run side by side: each makes what it looks at. */
export function onBillingSites(): (title: string, body: Body) => void {
  const doors = new Map<TestDatabase, BillingDoor>();
  test.before(async () => {
    for (const database of databases) doors.set(database, await BillingDoor.open(await startSite(database)));
  });
  test.after.always(async () => {
    for (const { site } of doors.values()) await site.stop();
  });
  return (title, body) => {
    for (const database of databases)
      test(`${database.engine}: ${title}`, (t) => body(t, doors.get(database) as BillingDoor));
  };
}

/** A refusal of this status that names the field. */
export async function refused(
  t: ExecutionContext,
  answer: Promise<Answer>,
  status: number,
  field?: string,
): Promise<void> {
  const { status: actual, body } = await answer;
  t.is(actual, status, JSON.stringify(body));
  if (field !== undefined) t.is(body.error.field, field, JSON.stringify(body));
}
