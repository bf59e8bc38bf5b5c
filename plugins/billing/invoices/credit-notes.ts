import {
  againOnDuplicate,
  newPublicId,
  type Principal,
  ProblemError,
  type Rows,
  type Tenant,
  tenantTable,
} from '#host';
import {
  type CreditNote,
  type InvoiceLine,
  type InvoiceLineValues,
  invoiceCredited,
  type NewCreditNote,
} from '../contract.js';
import { tellOf } from '../webhook-events.js';
import { chosen, leftToCredit, remainder } from './credit-totals.js';
import { sellerSnapshot } from './finalizing.js';
import { type InvoiceRow, wholeSeller, wholeSnapshot } from './invoice-row.js';
import type { InvoiceStore } from './invoice-store.js';
import { type CountedLine, totalsOf } from './invoice-totals.js';
import { Lines } from './lines.js';
import type { Series } from './series.js';
import { standing } from './standing.js';

interface CreditNoteRow extends Omit<CreditNote, 'lines'> {
  readonly orgId: number;
  readonly operationKey: string;
}

// A few for an invoice, listed by it.
const CREDIT_NOTES = tenantTable<CreditNoteRow>('billing_credit_notes', {
  instants: ['createdAt'],
  json: ['customer', 'seller', 'taxes'],
  keepTotals: false,
});

/** Corrections of final invoices. */
export class CreditNotes {
  private readonly lines;

  constructor(
    private readonly store: InvoiceStore,
    private readonly series: Series,
  ) {
    this.lines = Lines.ofCreditNotes(store.host.db);
  }

  async of(tenant: Tenant, invoiceId: number): Promise<readonly CreditNote[]> {
    const rows = await this.rows(tenant).where({ invoiceId }).orderBy('id').all();
    const lines = await this.lines.ofMany(
      tenant,
      rows.map(({ id }) => id),
    );
    return rows.map((row) => creditNoteOf(row, lines.get(row.id) ?? []));
  }

  credit(actor: Principal, invoiceId: number, wanted: NewCreditNote): Promise<CreditNote> {
    return againOnDuplicate(this.store.host.db, async () => {
      const invoice = await this.store.locked(actor, invoiceId);
      const notes = await this.rows(actor).where({ invoiceId }).all();
      const before = notes.find(({ operationKey }) => operationKey === wanted.key);
      if (before) return creditNoteOf(before, await this.lines.of(actor, before.id));
      assertCreditable(invoice);
      const lines = await this.counted(actor, invoice, notes, wanted.lines);
      const note = await this.insert(actor, invoice, lines, wanted);
      await this.follow(actor, invoice, note);
      return note;
    });
  }

  private async counted(
    actor: Principal,
    invoice: InvoiceRow,
    notes: readonly CreditNoteRow[],
    wanted: readonly InvoiceLineValues[] | undefined,
  ): Promise<readonly CountedLine[]> {
    const left = leftToCredit(invoice.taxes, notes);
    if (wanted) return chosen(wanted, left);
    if (notes.length > 0) return remainder(left, invoice.number ?? '');
    return (await this.store.lines.of(actor, invoice.id)).map(({ id: _, ...line }) => line);
  }

  private async insert(
    actor: Principal,
    invoice: InvoiceRow,
    lines: readonly CountedLine[],
    { reason = null, key: operationKey }: NewCreditNote,
  ): Promise<CreditNote> {
    const { id: invoiceId, customerId, currency, customer } = invoice;
    if (!customer) throw new Error(`Invoice ${invoiceId} is final and has no customer`);
    const { clock, accounts } = this.store.host;
    const settings = await accounts.settings(actor);
    const createdAt = clock.now();
    const issued = { issueDate: await this.store.today(actor), publicId: newPublicId(createdAt), createdAt };
    const parties = { customerId, customer, seller: sellerSnapshot(settings) };
    const number = await this.series.next(actor, 'credit_note', settings.invoicePrefix);
    const said = { invoiceId, number, currency, reason, operationKey };
    const row = { ...said, ...parties, ...totalsOf(lines), ...issued };
    const id = await this.rows(actor).insert(row);
    return creditNoteOf({ ...row, id }, await this.lines.add(actor, id, lines));
  }

  /** The invoice owes less. What settles it without any money is not told as a payment. */
  private async follow(actor: Principal, row: InvoiceRow, creditNote: CreditNote): Promise<void> {
    const { host } = this.store;
    const credited = { ...row, amountCredited: row.amountCredited + creditNote.total };
    const columns = { amountCredited: credited.amountCredited, ...standing(credited, host.clock.now()) };
    const invoice = await this.store.whole(actor, await this.store.change(actor, row, columns));
    const { publicId: entityId, number, total, reason, currency } = creditNote;
    const changes = { invoiceId: row.publicId, number, total, currency, reason };
    const entry = { action: 'credit_note.created', entityType: 'credit_note', entityId, changes };
    await host.audit.record(actor, entry);
    await host.db.publish(invoiceCredited, { actor, invoice, creditNote });
    await tellOf(row, host, 'billing.credit_note.created', creditNote, actor);
    if (invoice.status === 'paid' && row.status !== 'paid' && invoice.amountPaid > 0)
      await this.store.tellPaid(actor, invoice);
  }

  private rows(tenant: Tenant): Rows<CreditNoteRow> {
    return this.store.host.db.of(CREDIT_NOTES, tenant);
  }
}

function assertCreditable({ status, total, amountCredited }: InvoiceRow): void {
  const isFinal = status === 'open' || status === 'paid' || status === 'uncollectible';
  if (isFinal && amountCredited < total) return;
  const why = isFinal ? 'has nothing left to credit' : `is ${status} and cannot be credited`;
  throw new ProblemError('conflict', `The invoice ${why}`, { data: { status, amountCredited } });
}

function creditNoteOf(row: Omit<CreditNoteRow, 'orgId'>, lines: readonly InvoiceLine[]): CreditNote {
  return {
    id: row.id,
    publicId: row.publicId,
    invoiceId: row.invoiceId,
    customerId: row.customerId,
    number: row.number,
    currency: row.currency,
    issueDate: row.issueDate,
    reason: row.reason,
    customer: wholeSnapshot(row.customer),
    seller: wholeSeller(row.seller),
    lines,
    taxes: row.taxes,
    subtotal: row.subtotal,
    discountTotal: row.discountTotal,
    taxTotal: row.taxTotal,
    total: row.total,
    createdAt: row.createdAt,
  };
}
