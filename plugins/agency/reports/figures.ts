import { exact } from '#host';
import type { Day, ReportType } from '../contract.js';

/** `money`: minor units of the row's currency. `percent`: hundredths of one per cent. */
export type ColumnKind = 'text' | 'count' | 'minutes' | 'money' | 'percent';

export interface Column {
  readonly key: string;
  readonly title: string;
  readonly kind: ColumnKind;
}

export type Row = Readonly<Record<string, string | number | null>>;

/** What a report says, whatever its format. */
export interface Figures {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Where there is money, one for each currency. */
  readonly totals: readonly Row[];
}

/** What a report is about. */
export interface Subject {
  readonly type: ReportType;
  readonly from: Day;
  readonly to: Day;
}

/** No attempt could make this report; the message says why. */
export class ReportFault extends Error {}

export const TITLES: Readonly<Record<ReportType, string>> = {
  revenue: 'Revenue',
  utilisation: 'Utilisation',
  overdue: 'Overdue invoices',
  time_by_project: 'Time by project',
};

/** Sums of these keys over rows. */
export function summed(rows: readonly Row[], keys: readonly string[]): Row {
  return Object.fromEntries(
    keys.map((key) => [key, rows.reduce((sum, row) => exact(sum + Number(row[key] ?? 0)), 0)]),
  );
}

/** The same for each currency, which are never added to each other. */
export function summedByCurrency(rows: readonly Row[], keys: readonly string[]): Row[] {
  const currencies = [...new Set(rows.map(({ currency }) => String(currency)))].sort();
  return currencies.map((currency) => ({
    currency,
    ...summed(
      rows.filter((row) => row.currency === currency),
      keys,
    ),
  }));
}
