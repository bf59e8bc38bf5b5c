import { setTimeout as sleep } from 'node:timers/promises';
import Stripe from 'stripe';
import { Billing, type Unit } from '../../plugins/billing/contract.js';
import { PaymentsDouble } from '../../plugins/billing/double/double.js';
import type { Principal } from '../../src/auth/principal.js';
import type { TestDatabase } from '../support/databases.js';
import { type Answer, type Site, type SiteOverrides, startSite } from '../support/site.js';

const WEBHOOK_SECRET = 'whsec_of_the_tests';
const PATIENCE_MS = 30_000;
const URLS = { successUrl: 'http://shop.test/done', cancelUrl: 'http://shop.test/back' };

/** A site whose organisations buy packages, paid through a double of the provider. */
export class ToppingSite {
  private constructor(
    readonly site: Site,
    readonly double: PaymentsDouble,
  ) {}

  static async open(database: TestDatabase, overrides: SiteOverrides = {}): Promise<ToppingSite> {
    const double = await new PaymentsDouble({ silenceMs: 100 }).start();
    const topping = await ToppingSite.on(database, double, overrides);
    const stripe = { secret_key: double.secretKey, webhook_secret: WEBHOOK_SECRET, api_base: double.url };
    const body = Object.fromEntries(
      Object.entries(stripe).map(([name, value]) => [`billing_stripe_${name}`, value]),
    );
    await topping.post('/wp-json/wp/v2/settings', topping.site.admin, body);
    for (const unit of ['token', 'credit'])
      await topping.post('/wp-json/billing/v1/packages', topping.site.admin, {
        ...{ slug: `${unit}s-5k`, name: `5,000 ${unit}s`, unit, amount: 5000, price: 4900 },
      });
    return topping;
  }

  /** Started again on what a former process left. */
  static async on(
    database: TestDatabase,
    double: PaymentsDouble,
    overrides: SiteOverrides = {},
  ): Promise<ToppingSite> {
    const site = await startSite(database, overrides);
    return new ToppingSite(site, double);
  }

  get billing() {
    return this.site.host.plugins.use(Billing);
  }

  /** An organisation with so many tokens that buys 5,000 when fewer than 100 are left. */
  async buyer(name: string, tokens: number, changes: object = {}) {
    const { orgId } = await this.site.organization(name);
    const actor = { ...this.site.actor, orgId };
    await this.grant(actor, 'token', tokens);
    const scopes = ['billing:read', 'billing:write', 'tokens:read', 'tokens:write'];
    const key = await this.site.key('ops', scopes, actor);
    const form = { threshold_tokens: 100, package_id: 'tokens-5k', ...changes };
    await this.post('/api/billing/auto-topup', key, form);
    return { orgId, actor, key };
  }

  async grant(actor: Principal, unit: Unit, amount: number): Promise<void> {
    const granting = { unit, type: 'bonus', action: 'test', amount, key: `grant ${Math.random()}` } as const;
    await this.billing.ledger.grant(actor, granting);
  }

  /** At the provider. */
  async saveCard(buyer: Principal, card: string): Promise<void> {
    const { accounts, charges } = this.billing;
    const operator = await accounts.operator('a test');
    const { customerId } = await accounts.of(buyer);
    await charges.setup(operator, { customerId, ...URLS });
    const rows = this.site.host.db.query('billing_provider_customers');
    const [known] = await rows.where({ customer_id: customerId }).orderBy('id', 'desc');
    const { hostname, port } = new URL(this.double.url);
    const stripe = new Stripe(this.double.secretKey, {
      host: hostname,
      port,
      protocol: 'http',
      telemetry: false,
    });
    const customer = String(known?.provider_id);
    const { id } = await stripe.paymentMethods.attach(card, { customer });
    await stripe.customers.update(customer, { invoice_settings: { default_payment_method: id } });
  }

  async spend(key: string, amount: number): Promise<void> {
    await this.post('/api/tokens/consume', key, { amount, action: 'chat' });
  }

  async topUp(key: string): Promise<Answer['body']> {
    return (await this.site.request('/api/billing/auto-topup', { auth: key })).body.data;
  }

  async quiet(): Promise<void> {
    await this.until(() => this.settled(), 'everything is settled');
  }

  /** Payments at the provider. */
  taken(): number {
    return this.double.rooms.shelf.list('charge').filter(({ paid }) => paid).length;
  }

  async settled(): Promise<boolean> {
    const [row] = await this.site.host.db.raw<{ n: number }>(
      "select count(*) as n from kp_jobs where name like 'billing.%' and status not in ('done', 'dead')",
    );
    return Number(row?.n) === 0;
  }

  async until(condition: () => Promise<boolean>, what: string): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!(await condition())) {
      if (Date.now() > deadline) throw new Error(`It did not come to pass that ${what}`);
      await sleep(20);
    }
  }

  async post(path: string, auth: string, body: object): Promise<void> {
    const url = path.startsWith('http') ? path : this.site.url + path;
    const headers = { 'content-type': 'application/json', ...(auth && { authorization: auth }) };
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  }

  async stop(): Promise<void> {
    await this.double.stop();
    await this.site.stop();
  }
}
