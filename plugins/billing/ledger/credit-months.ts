import { type Database, invalid, Page, type PageWindow, type Tenant } from '#host';
import type { Ledger, LedgerTransaction } from '../contract.js';
import { CreditBalances } from './credit-balances.js';
import { following, isMonth, monthOf, startOf } from './months.js';

/** Of a month with more, several parts follow each other. */
const MOST_OF_PART = 1000;
/** The one after it has more than four digits for its year. */
const LAST_MONTH = '9999-12';
const MONTH_LENGTH = 7;

/** What happened to an organisation's credits in a calendar month (UTC), or a part of it, newest first. */
export interface CreditMonth {
  /** `2026-11` */
  readonly month: string;
  /** At its end, or now. */
  readonly balance: number;
  readonly transactions: readonly LedgerTransaction[];
}

export interface MonthsWanted {
  readonly year?: number | undefined;
  readonly month?: number | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Where a page goes on: before a month, or after a part of it. */
interface Place {
  readonly before?: Date;
  readonly within?: { readonly month: string; readonly cursor: string };
}

/** Transactions of credits by month. Months in which nothing happened are left out. */
export class CreditMonths {
  private readonly balances;

  constructor(
    db: Database,
    private readonly ledger: Ledger,
  ) {
    this.balances = new CreditBalances(db, ledger);
  }

  async list(tenant: Tenant, wanted: MonthsWanted): Promise<Page<CreditMonth>> {
    const { from, ...start } = bounds(wanted);
    const items: CreditMonth[] = [];
    let place: Place | undefined = start;
    let shownTo: Place | undefined;
    while (place && items.length <= wanted.limit) {
      if (items.length === wanted.limit) shownTo = place;
      const found: { readonly part: CreditMonth; readonly next: Place } | undefined = await this.part(
        tenant,
        from,
        place,
      );
      if (found) items.push(found.part);
      place = found?.next;
    }
    const window: PageWindow = { kind: 'cursor', limit: wanted.limit };
    const next = items.length > wanted.limit && shownTo ? written(shownTo) : null;
    return new Page(items.slice(0, wanted.limit), window, null, next);
  }

  /** What comes next of the last month in which something happened. */
  private async part(tenant: Tenant, from: Date | undefined, { before, within }: Place) {
    const month = within?.month ?? (await this.newestMonth(tenant, from, before));
    if (month === undefined) return undefined;
    const [start, end] = [startOf(month), startOf(following(month))];
    const window = { kind: 'cursor', limit: MOST_OF_PART, ...(within && { cursor: within.cursor }) } as const;
    const filter = { unit: 'credit', from: start, before: end, window, total: false } as const;
    const { items: transactions, next: cursor } = await this.ledger.transactions(tenant, filter);
    const balance = await this.balances.at(tenant, end);
    const next: Place = cursor === null ? { before: start } : { before: start, within: { month, cursor } };
    return { part: { month, balance, transactions }, next };
  }

  private async newestMonth(tenant: Tenant, from?: Date, before?: Date): Promise<string | undefined> {
    const window = { kind: 'offset', offset: 0, limit: 1 } as const;
    const filter = { unit: 'credit', ...(from && { from }), ...(before && { before }), window } as const;
    const [last] = (await this.ledger.transactions(tenant, { ...filter, total: false })).items;
    return last && monthOf(last.createdAt);
  }
}

function bounds({ year, month, cursor }: MonthsWanted): Place & { readonly from?: Date } {
  if (month !== undefined && year === undefined) throw invalid('month', 'required', 'month: it needs a year');
  const first = year === undefined ? undefined : `${year}-${String(month ?? 1).padStart(2, '0')}`;
  const last = month === undefined ? first && `${year}-12` : first;
  const place = cursor === undefined ? {} : pointedAt(cursor);
  const ends = [
    ...(last && last < LAST_MONTH ? [startOf(following(last))] : []),
    ...(place.before ? [place.before] : []),
  ];
  const [earliest] = ends.sort((a, b) => a.getTime() - b.getTime());
  return { ...place, ...(first && { from: startOf(first) }), ...(earliest && { before: earliest }) };
}

/** `2026-11`: before it; with more behind it, after a part of it. */
function written({ before, within }: Place): string {
  if (within) return within.month + within.cursor;
  return before ? monthOf(before) : '';
}

function pointedAt(cursor: string): Place {
  const [month, rest] = [cursor.slice(0, MONTH_LENGTH), cursor.slice(MONTH_LENGTH)];
  if (!isMonth(month)) throw invalid('cursor', 'format', 'cursor: this is none of ours');
  return rest === ''
    ? { before: startOf(month) }
    : { within: { month, cursor: rest }, before: startOf(month) };
}
