import { dayAfter, type Principal } from '#host';
import type { Amount, Day, Invoice, InvoiceLineValues, InvoiceSending, Invoices } from '../contract.js';
import type { LineStyle } from './line-texts.js';
import { type Statement, statement } from './statement.js';
import type { PeriodRow, StoredSubscription } from './subscription-row.js';
import type { SubscriptionStore } from './subscription-store.js';

/** `Invoice.source` of what subscriptions bill; its id is the period's. */
export const PERIOD_SOURCE = 'billing.subscription-period';

export interface Billing {
  readonly start: Day;
  readonly end: Day;
  /** Default: the start. */
  readonly from?: Day;
  readonly lines: readonly InvoiceLineValues[];
  readonly style: LineStyle;
  readonly currency: string;
  /** What the lines give back of what was billed before, by a change: as often as that comes. Else a period is billed once. */
  readonly back?: Amount;
  /** The invoice stays a draft until it is paid. */
  readonly draft?: boolean;
}

/** What the subscription is by it. */
export type Billed = Pick<StoredSubscription, 'credit' | 'collectOn'>;

/** Bills periods of subscriptions: a row each, unique by its period, and its invoice. */
export class BillingPeriods {
  constructor(
    private readonly store: SubscriptionStore,
    private readonly invoices: Invoices,
    private readonly sending: InvoiceSending,
  ) {}

  /** The subscription is locked; whoever calls writes down what it is by it. */
  async bill(actor: Principal, row: StoredSubscription, billing: Billing): Promise<Billed> {
    const said = statement(billing.lines, row.credit, billing.style);
    const id = await this.insert(actor, row, billing, said);
    const credit = said.creditAfter;
    if (said.net <= 0) return { credit, collectOn: row.collectOn };
    const invoice = await this.invoice(actor, row, billing, said, id);
    await this.store
      .periods(actor)
      .where({ id })
      .update({ invoiceId: invoice.id, settled: invoice.status === 'paid' });
    if (invoice.status !== 'open') return { credit, collectOn: row.collectOn };
    await this.collect(actor, invoice.id, `subscription-period ${id}`);
    return { credit, collectOn: first(row.collectOn, invoice.dueDate && dayAfter(invoice.dueDate, 1)) };
  }

  /** Has the customer's means of payment charged, where there is one. Once a key. */
  async collect(actor: Principal, invoiceId: number, key: string): Promise<void> {
    const options = { orgId: actor.orgId, uniqueKey: key };
    await this.store.host.jobs.enqueue(COLLECT, { invoiceId, key }, options);
  }

  private async insert(
    actor: Principal,
    row: StoredSubscription,
    billing: Billing,
    said: Statement,
  ): Promise<number> {
    const { start: periodStart, end: periodEnd, from: billedFrom = periodStart, back } = billing;
    const { id: subscriptionId, planId, quantity } = row;
    const net = said.net + (back ?? 0);
    const period: Omit<PeriodRow, 'id' | 'orgId'> = {
      subscriptionId,
      periodStart,
      revision: back === undefined ? 0 : await this.revision(actor, subscriptionId, periodStart),
      periodEnd,
      billedFrom,
      planId,
      quantity,
      net,
      creditUsed: Math.min(net, said.creditUsed + (back ?? 0)),
      invoiceId: null,
      settled: true,
      createdAt: this.store.host.clock.now(),
    };
    return this.store.periods(actor).insert(period);
  }

  private revision(actor: Principal, subscriptionId: number, periodStart: Day): Promise<number> {
    return this.store.periods(actor).where({ subscriptionId, periodStart }).count();
  }

  private async invoice(
    actor: Principal,
    { customerId }: StoredSubscription,
    { start, end, from = start, currency, draft }: Billing,
    { lines }: Statement,
    id: number,
  ): Promise<Invoice> {
    const source = { kind: PERIOD_SOURCE, id };
    const values = { customerId, currency, lines, source };
    if (draft) return this.invoices.create(actor, values);
    const days = { serviceFrom: from, serviceTo: dayAfter(end, -1) };
    const made = await this.invoices.create(actor, { ...values, ...days });
    await this.sending.sendLater(actor, made.id);
    return this.invoices.finalize(actor, made.id);
  }
}

/** The job that makes the charge. */
export const COLLECT = 'billing.collect-invoice';

function first(one: Day | null, other: Day | null): Day | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}
