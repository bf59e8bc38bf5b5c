import { dayAt, notFound, type Principal, type Rows, type Tenant } from '#host';
import type { BillingHost } from '../billing-host.js';
import { type Customers, type Day, type Subscription, subscriptionChanged } from '../contract.js';
import { INVOICES } from '../invoices/invoice-row.js';
import { tell } from '../webhook-events.js';
import { type LineStyle, LineTexts } from './line-texts.js';
import type { PlanRecords } from './plans.js';
import {
  dueOn,
  PERIODS,
  type PeriodRow,
  type StoredSubscription,
  SUBSCRIPTIONS,
  type SubscriptionRow,
  type SubscriptionRows,
  subscriptionOf,
} from './subscription-row.js';

const TAX_PPM_OF_PER_CENT = 10_000;

export type SubscriptionAction =
  | 'created'
  | 'activated'
  | 'renewed'
  | 'changed'
  | 'past_due'
  | 'recovered'
  | 'cancelling'
  | 'kept'
  | 'cancelled';

/** Rows of subscriptions with their plans: what every use of them needs. */
export class SubscriptionStore {
  constructor(
    readonly host: BillingHost,
    readonly plans: PlanRecords,
    private readonly customers: Customers,
  ) {}

  rows(tenant: Tenant): SubscriptionRows {
    return this.host.db.of(SUBSCRIPTIONS, tenant);
  }

  periods(tenant: Tenant): Rows<PeriodRow> {
    return this.host.db.of(PERIODS, tenant);
  }

  /** What was billed and is still owed, the oldest first. */
  unsettled(tenant: Tenant, subscriptionId: number): Promise<PeriodRow[]> {
    return this.periods(tenant).where({ subscriptionId, settled: false }).orderBy('id').all();
  }

  /** What was billed to a customer for any subscription, ended or not, and is still owed; the oldest first. */
  async owedBy(tenant: Tenant, customerId: number): Promise<PeriodRow[]> {
    const billed = (await this.rows(tenant).where({ customerId }).all()).filter(
      ({ status }) => status !== 'incomplete',
    );
    const ids = billed.map(({ id }) => id);
    return this.periods(tenant).whereIn('subscriptionId', ids).where({ settled: false }).orderBy('id').all();
  }

  /** What people call the invoices of these periods. */
  async invoiceNames(tenant: Tenant, periods: readonly PeriodRow[]): Promise<string[]> {
    const ids = periods.flatMap(({ invoiceId }) => invoiceId ?? []);
    const rows = await this.host.db.of(INVOICES, tenant).whereIn('id', ids).orderBy('id').all();
    return rows.map(({ number, publicId }) => number ?? publicId);
  }

  /** The row, kept from changing until the transaction ends. */
  async locked(actor: Principal, id: number): Promise<SubscriptionRow> {
    const row = await this.rows(actor).where({ id }).forUpdate().first();
    if (!row) throw notFound('subscription', id);
    return row;
  }

  /**
   * The row after the invoices that are owed for it, for whoever may end it: who pays one holds that, and waits for the
   * subscription.
   */
  async lockedWithOwed(actor: Principal, id: number): Promise<SubscriptionRow> {
    const owed = (await this.unsettled(actor, id)).flatMap(({ invoiceId }) => invoiceId ?? []);
    if (owed.length > 0)
      await this.host.db.of(INVOICES, actor).whereIn('id', owed).orderBy('id').forUpdate().all();
    return this.locked(actor, id);
  }

  async insert(actor: Principal, row: Omit<StoredSubscription, 'id'>): Promise<StoredSubscription> {
    const id = await this.rows(actor).insert({ ...row, dueOn: dueOn({ ...row, id: 0 }) });
    return { ...row, id };
  }

  /** Writes what changes, and answers the row as it is then. */
  async change<Row extends StoredSubscription>(
    actor: Principal,
    row: Row,
    changes: Partial<StoredSubscription>,
  ): Promise<Row> {
    const columns = { ...changes, updatedAt: this.host.clock.now() };
    const after = { ...row, ...columns };
    await this.rows(actor)
      .where({ id: row.id })
      .update({ ...columns, dueOn: dueOn(after) });
    return after;
  }

  async whole(tenant: Tenant, row: StoredSubscription): Promise<Subscription> {
    const plan = (await this.plans.getMany(tenant, [row.planId])).get(row.planId);
    if (!plan) throw notFound('plan', row.planId);
    return subscriptionOf(row, plan);
  }

  /** The day in the organisation's calendar. */
  async today(tenant: Tenant): Promise<Day> {
    const { timezone } = await this.host.accounts.organization(tenant);
    return dayAt(this.host.clock.now(), timezone);
  }

  /** How lines are written for a customer: in its language, with the tax that the organisation puts on new lines. */
  async lineStyle(tenant: Tenant, customerId: number, currency: string): Promise<LineStyle> {
    const { language } = await this.customers.get(tenant, customerId);
    const { taxRate, locale } = await this.host.accounts.settings(tenant);
    const texts = new LineTexts(language ?? locale, currency);
    return { texts, taxRate: Math.round(taxRate * TAX_PPM_OF_PER_CENT) };
  }

  /** Written down, and told to whoever wants to know. */
  async announce(
    actor: Principal,
    action: SubscriptionAction,
    row: StoredSubscription,
    changes: Readonly<Record<string, unknown>>,
  ): Promise<Subscription> {
    const subscription = await this.whole(actor, row);
    const { publicId: entityId } = row;
    const entry = { action: `subscription.${action}`, entityType: 'subscription', entityId, changes };
    await this.host.audit.record(actor, entry);
    await this.host.db.publish(subscriptionChanged, { actor, subscription });
    await tell(this.host, `billing.subscription.${action}`, subscription, actor);
    return subscription;
  }
}
