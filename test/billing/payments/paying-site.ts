import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { Billing, type Charge, type Invoice } from '../../../plugins/billing/contract.js';
import { type DoubleOptions, PaymentsDouble } from '../../../plugins/billing/double/double.js';
import type { Principal } from '../../../src/auth/principal.js';
import { databases, type TestDatabase } from '../../support/databases.js';
import { type Site, startSite } from '../../support/site.js';

export const WEBHOOK_SECRET = 'whsec_of_the_tests';
const PATIENCE_MS = 30_000;

/** A site that is paid through a double of the provider in the same process. */
export class PayingSite {
  private constructor(
    readonly site: Site,
    readonly double: PaymentsDouble,
    readonly actor: Principal,
  ) {}

  static async open(database: TestDatabase, options: DoubleOptions = {}): Promise<PayingSite> {
    return PayingSite.on(await startSite(database), options);
  }

  /** A site that is there, with a double from now on. */
  static async on(site: Site, options: DoubleOptions = {}): Promise<PayingSite> {
    const double = await new PaymentsDouble({ silenceMs: 100, ...options }).start();
    double.sendTo({ url: `${site.url}/api/billing/webhook`, secret: WEBHOOK_SECRET });
    const paying = new PayingSite(site, double, site.actor);
    await paying.configure();
    return paying;
  }

  get billing() {
    return this.site.host.plugins.use(Billing);
  }

  get charges() {
    return this.billing.charges;
  }

  /** The same site as another organisation sees it. */
  async elsewhere(name: string): Promise<PayingSite> {
    const { orgId } = await this.site.organization(name);
    return new PayingSite(this.site, this.double, { ...this.actor, orgId });
  }

  async configure(changes: Record<string, string> = {}): Promise<void> {
    const body = {
      billing_stripe_secret_key: this.double.secretKey,
      billing_stripe_webhook_secret: WEBHOOK_SECRET,
      billing_stripe_publishable_key: 'pk_test_double',
      billing_stripe_api_base: this.double.url,
      ...changes,
    };
    const { request, admin: auth } = this.site;
    const { status } = await request('/wp-json/wp/v2/settings', { method: 'POST', auth, body });
    if (status !== 200) throw new Error(`The settings were answered ${status}`);
  }

  /** Somebody to be billed, with a saved card where one is named. */
  async customer(card?: string): Promise<number> {
    const { id } = await this.billing.customers.create(this.actor, { name: 'Ada & Co', currency: 'EUR' });
    if (card) await this.saveCard(id, card);
    return id;
  }

  /** As the customer does on the provider's page. */
  async saveCard(customerId: number, card: string): Promise<void> {
    const page = await this.charges.setup(this.actor, { customerId, ...URLS });
    await this.play(`checkout/${page.id}/pay`, { card });
    await this.until(async () => {
      const methods = await this.charges.paymentMethods(this.actor, customerId);
      return methods.some(({ isDefault }) => isDefault) && (await this.settled());
    }, 'the card is kept');
  }

  /** Of 100.00 and 19 per cent. */
  async invoice(customerId: number, state: 'draft' | 'open' = 'open', unitPrice = 10_000): Promise<Invoice> {
    const lines = [{ description: 'Work', unitPrice, taxRate: 190_000 }];
    const draft = await this.billing.invoices.create(this.actor, { customerId, lines });
    return state === 'draft' ? draft : this.billing.invoices.finalize(this.actor, draft.id);
  }

  async charge(invoiceId: number, key: string): Promise<Charge> {
    return this.charges.charge(this.actor, { invoiceId, key });
  }

  read(charge: { readonly id: number }): Promise<Charge> {
    return this.charges.get(this.actor, charge.id);
  }

  async ended(charge: { readonly id: number }): Promise<Charge> {
    await this.until(async () => (await this.read(charge)).status !== 'pending', `charge ${charge.id} ends`);
    return this.read(charge);
  }

  async paid(invoiceId: number): Promise<Invoice> {
    const status = async () => (await this.billing.invoices.get(this.actor, invoiceId)).status;
    await this.until(async () => (await status()) === 'paid', `invoice ${invoiceId} is paid`);
    return this.billing.invoices.get(this.actor, invoiceId);
  }

  /** What a person does at the double. */
  async play<T = unknown>(path: string, body: object = {}): Promise<T> {
    const headers = { 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: JSON.stringify(body) };
    return (await (await fetch(`${this.double.url}/double/${path}`, init)).json()) as T;
  }

  /** Payments at the provider for a charge. */
  taken(): number {
    return this.double.rooms.shelf.list('charge').filter(({ paid }) => paid).length;
  }

  /** No event is on its way, and no job waits. */
  async settled(): Promise<boolean> {
    if (!this.double.delivery.idle) return false;
    const sql =
      "select count(*) as n from kp_jobs where name like 'billing.%' and status not in ('done', 'dead')";
    const [row] = await this.site.host.db.raw<{ n: number }>(sql);
    return Number(row?.n) === 0;
  }

  async quiet(): Promise<void> {
    await this.until(() => this.settled(), 'everything is settled');
  }

  async until(condition: () => Promise<boolean>, what: string): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!(await condition())) {
      if (Date.now() > deadline) throw new Error(`It did not come to pass that ${what}`);
      await sleep(20);
    }
  }

  async stop(): Promise<void> {
    await this.double.stop();
    await this.site.stop();
  }
}

export const URLS = { successUrl: 'http://shop.test/done', cancelUrl: 'http://shop.test/back' };

type Body = (t: ExecutionContext, site: PayingSite) => Promise<void>;

/** A site and a double per database for all tests of a file, one after the other: they look at what the double took. */
export function onPayingSites(options: DoubleOptions = {}): (title: string, body: Body) => void {
  const sites = new Map<TestDatabase, PayingSite>();
  test.before(async () => {
    for (const database of databases) sites.set(database, await PayingSite.open(database, options));
  });
  test.after.always(async () => {
    for (const site of sites.values()) await site.stop();
  });
  return (title, body) => {
    for (const database of databases)
      test.serial(`${database.engine}: ${title}`, (t) => body(t, sites.get(database) as PayingSite));
  };
}
