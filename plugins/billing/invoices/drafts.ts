import {
  againOnDuplicate,
  assertDays,
  changed,
  contradiction,
  given,
  newPublicId,
  type Principal,
  ProblemError,
} from '#host';
import type { ChangeLog } from '../changes.js';
import {
  type Day,
  type Invoice,
  type InvoiceStatus,
  type InvoiceValues,
  invoiceDeleted,
} from '../contract.js';
import { assertCurrency } from '../currencies.js';
import type { CustomerRecords } from '../customers.js';
import { tell } from '../webhook-events.js';
import { NEVER } from './invoice-row.js';
import type { InvoiceStore, StoredInvoice } from './invoice-store.js';
import { countedLines, totalsOf } from './invoice-totals.js';

const NEW = {
  status: 'draft',
  number: null,
  overdueAfter: NEVER,
  customer: null,
  seller: null,
  amountPaid: 0,
  amountCredited: 0,
  amountRefunded: 0,
  finalizedAt: null,
  paidAt: null,
  voidedAt: null,
} as const;

/** Invoices that may still change. */
export class Drafts {
  constructor(
    private readonly store: InvoiceStore,
    private readonly customers: CustomerRecords,
    private readonly changes: ChangeLog,
  ) {}

  create(actor: Principal, values: InvoiceValues): Promise<Invoice> {
    const { source, customerId } = values;
    const { issueDate = null, dueDate = null, notes = null } = values;
    const { serviceFrom = null, serviceTo = null } = values;
    assertDates(issueDate, dueDate);
    assertSupplied(serviceFrom, serviceTo);
    const lines = countedLines(values.lines);
    const totals = totalsOf(lines);
    return againOnDuplicate(this.store.host.db, async () => {
      const before = source && (await this.madeFor(actor, source.kind, source.id));
      if (before) return before;
      const customer = await this.customers.hold(actor, customerId, 'customerId');
      const { currency = customer.currency } = values;
      assertCurrency(currency, 'currency');
      const now = this.store.host.clock.now();
      const said = { customerId, currency, issueDate, dueDate, serviceFrom, serviceTo, notes };
      const origin = { sourceKind: source?.kind ?? null, sourceId: source?.id ?? null };
      const kept = { publicId: newPublicId(now), amountDue: totals.total, createdAt: now, updatedAt: now };
      const row = { ...NEW, ...said, ...origin, ...totals, ...kept };
      const id = await this.store.rows(actor).insert(row);
      await this.store.lines.add(actor, id, lines);
      return this.told('created', actor, { ...row, id });
    });
  }

  update(actor: Principal, id: number, values: Partial<InvoiceValues>): Promise<Invoice> {
    return this.store.host.db.transaction(async () => {
      const row = await this.store.locked(actor, id);
      const { lines: wanted, source: _, ...said } = values;
      const [field] = Object.keys(given({ ...said, lines: wanted }));
      if (field === undefined) return this.store.whole(actor, row);
      assertDraft(row, field);
      const { customerId, currency, issueDate = row.issueDate, dueDate = row.dueDate } = said;
      assertDates(issueDate, dueDate);
      assertSame(row, { customerId, currency });
      const { serviceFrom = row.serviceFrom, serviceTo = row.serviceTo } = said;
      assertSupplied(serviceFrom, serviceTo);
      if (customerId !== undefined) await this.customers.hold(actor, customerId, 'customerId');
      if (currency !== undefined) assertCurrency(currency, 'currency');
      const before = await this.store.whole(actor, row);
      const totals = wanted && (await this.replaceLines(actor, id, wanted));
      const after = await this.store.change(actor, row, { ...given(said), ...totals });
      return this.told('updated', actor, after, before);
    });
  }

  delete(actor: Principal, id: number): Promise<void> {
    return this.store.host.db.transaction(async () => {
      const row = await this.store.locked(actor, id);
      assertDraft(row);
      const invoice = await this.store.whole(actor, row);
      await this.changes.invoice(actor, 'invoice.deleted', invoice);
      await this.store.host.db.publish(invoiceDeleted, { actor, invoice });
      await this.store.lines.remove(actor, id);
      await this.store.rows(actor).where({ id }).delete();
      await this.store.record(actor, 'deleted', invoice, { ...invoice });
      await tell(this.store.host, 'billing.invoice.deleted', invoice, actor);
    });
  }

  private async madeFor(
    actor: Principal,
    sourceKind: string,
    sourceId: number,
  ): Promise<Invoice | undefined> {
    const row = await this.store.rows(actor).where({ sourceKind, sourceId }).first();
    return row && this.store.whole(actor, row);
  }

  private async replaceLines(actor: Principal, id: number, values: InvoiceValues['lines']) {
    const lines = countedLines(values);
    await this.store.lines.remove(actor, id);
    await this.store.lines.add(actor, id, lines);
    const totals = totalsOf(lines);
    return { ...totals, amountDue: totals.total };
  }

  private async told(action: 'created' | 'updated', actor: Principal, row: StoredInvoice, before?: Invoice) {
    const invoice = await this.store.whole(actor, row);
    const changes = before ? changed(before, invoice) : { ...invoice };
    await this.store.record(actor, action, invoice, changes);
    await tell(this.store.host, `billing.invoice.${action}`, invoice, actor);
    return invoice;
  }
}

/** Refuses what is final, naming the field that was to change. */
export function assertDraft({ status }: { status: InvoiceStatus }, field?: string): void {
  if (status === 'draft') return;
  const what = field === undefined ? 'stays' : `does not change any more: ${field} stays`;
  const message = `The invoice is ${status} and ${what}; corrections are credit notes`;
  throw new ProblemError('conflict', message, { ...(field ? { field } : {}), data: { status } });
}

/** What was made for a period or an order is that customer's, in that currency: its price is. */
function assertSame(draft: StoredInvoice, wanted: Pick<Partial<InvoiceValues>, 'customerId' | 'currency'>) {
  if (draft.sourceKind === null) return;
  for (const field of ['customerId', 'currency'] as const)
    if (wanted[field] !== undefined && wanted[field] !== draft[field])
      throw new ProblemError('conflict', `${field} stays: it was made for ${draft.sourceKind}`, { field });
}

/** Refuses days that the calendar has not, and an invoice that is due before it is issued. */
export function assertDates(issueDate: Day | null, dueDate: Day | null): void {
  assertDays({ issueDate, dueDate });
  if (issueDate !== null && dueDate !== null && dueDate < issueDate)
    throw contradiction('dueDate', `dueDate is before the issueDate ${issueDate}`);
}

/** Refuses one day without the other, and an end before the beginning. */
function assertSupplied(serviceFrom: Day | null, serviceTo: Day | null): void {
  assertDays({ serviceFrom, serviceTo });
  if ((serviceFrom === null) !== (serviceTo === null))
    throw contradiction('serviceTo', 'serviceTo: it goes with serviceFrom, or both are left out');
  if (serviceFrom !== null && serviceTo !== null && serviceTo < serviceFrom)
    throw contradiction('serviceTo', `serviceTo is before the serviceFrom ${serviceFrom}`);
}
