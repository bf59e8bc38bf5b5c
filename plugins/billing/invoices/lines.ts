import { type Database, type Table, type Tenant, tenantTable } from '#host';
import type { InvoiceLine } from '../contract.js';
import type { CountedLine } from './invoice-totals.js';

export interface LineRow extends InvoiceLine {
  readonly orgId: number;
  readonly position: number;
}

export interface InvoiceLineRow extends LineRow {
  readonly invoiceId: number;
}

export interface CreditNoteLineRow extends LineRow {
  readonly creditNoteId: number;
}

// Nothing lists lines by themselves.
const LINES = tenantTable<InvoiceLineRow>('billing_invoice_lines', { keepTotals: false });
const CREDITED = tenantTable<CreditNoteLineRow>('billing_credit_note_lines', { keepTotals: false });

/** The lines of one kind of document, in their order. */
export class Lines<Row extends LineRow> {
  private constructor(
    private readonly db: Database,
    private readonly table: Table<Row>,
    private readonly owner: keyof Row & string,
  ) {}

  static ofInvoices(db: Database): Lines<InvoiceLineRow> {
    return new Lines(db, LINES, 'invoiceId');
  }

  static ofCreditNotes(db: Database): Lines<CreditNoteLineRow> {
    return new Lines(db, CREDITED, 'creditNoteId');
  }

  /** Of one document. */
  async of(tenant: Tenant, owner: number): Promise<readonly InvoiceLine[]> {
    return (await this.ofMany(tenant, [owner])).get(owner) ?? [];
  }

  /** By document. One statement. */
  async ofMany(tenant: Tenant, owners: readonly number[]): Promise<ReadonlyMap<number, InvoiceLine[]>> {
    const found = new Map<number, InvoiceLine[]>(owners.map((owner) => [owner, []]));
    if (owners.length === 0) return found;
    const ids = owners as readonly Row[keyof Row & string][];
    const rows = await this.db.of(this.table, tenant).whereIn(this.owner, ids).orderBy('position').all();
    for (const row of rows) found.get(row[this.owner] as number)?.push(lineOf(row));
    return found;
  }

  /** Those of a document that had none. */
  async add(tenant: Tenant, owner: number, lines: readonly CountedLine[]): Promise<readonly InvoiceLine[]> {
    const rows = lines.map((line, position) => ({ ...line, position, [this.owner]: owner }));
    await this.db.of(this.table, tenant).insertMany(rows as unknown as Partial<Row>[]);
    return this.of(tenant, owner);
  }

  async remove(tenant: Tenant, owner: number): Promise<void> {
    await this.db
      .of(this.table, tenant)
      .where({ [this.owner]: owner } as Partial<Row>)
      .delete();
  }
}

function lineOf(row: LineRow): InvoiceLine {
  return {
    id: row.id,
    description: row.description,
    quantity: row.quantity,
    unitPrice: row.unitPrice,
    discount: row.discount,
    taxRate: row.taxRate,
    subtotal: row.subtotal,
    discountAmount: row.discountAmount,
    taxAmount: row.taxAmount,
    total: row.total,
  };
}
