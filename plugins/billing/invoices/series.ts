import { againOnDuplicate, type Database, type Tenant, tenantTable } from '#host';

export type SeriesKind = 'invoice' | 'credit_note';

interface SeriesRow {
  readonly id: number;
  readonly orgId: number;
  readonly kind: SeriesKind;
  readonly last: number;
}

const SERIES = tenantTable<SeriesRow>('billing_series', { keepTotals: false });

const DIGITS = 6;
/** Between the organisation's prefix and the digits. */
const MARKS: Readonly<Record<SeriesKind, string>> = { invoice: '', credit_note: 'CN-' };

/**
 * Numbers of final documents. An organisation has one series for invoices and one for credit notes, each of which
 * counts on over the years and over changes of the prefix.
 */
export class Series {
  constructor(private readonly db: Database) {}

  /**
   * The next number, `INV-000001`. In the caller's transaction, which holds the series until its end: others wait,
   * and a number that is not used is nobody's gap. So take it late.
   */
  next(tenant: Tenant, kind: SeriesKind, prefix: string): Promise<string> {
    return againOnDuplicate(this.db, async () => {
      const row = await this.db.of(SERIES, tenant).where({ kind }).forUpdate().first();
      const last = (row?.last ?? 0) + 1;
      if (row) await this.db.of(SERIES, tenant).where({ id: row.id }).update({ last });
      else await this.db.of(SERIES, tenant).insert({ kind, last });
      return prefix + MARKS[kind] + String(last).padStart(DIGITS, '0');
    });
  }
}
