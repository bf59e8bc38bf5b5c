import { againOnDuplicate, type Database, type Rows, type Tenant, tenantTable } from '#host';

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
      const last =
        (await this.rows(tenant).where({ kind }).add({ last: 1 })) ?? (await this.first(tenant, kind));
      return prefix + MARKS[kind] + String(last).padStart(DIGITS, '0');
    });
  }

  private async first(tenant: Tenant, kind: SeriesKind): Promise<number> {
    await this.rows(tenant).insert({ kind, last: 1 });
    return 1;
  }

  private rows(tenant: Tenant): Rows<SeriesRow> {
    return this.db.of(SERIES, tenant);
  }
}
