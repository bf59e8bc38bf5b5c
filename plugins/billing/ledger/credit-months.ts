import { invalid, Page, type PageWindow, type Tenant } from '#host';
import type { Ledger, LedgerTransaction } from '../contract.js';

/** More than anybody reads; a month has the newest of them. */
const MOST_OF_MONTH = 1000;
const FIRST_MONTH = '1970-01';
/** The one after it has more than four digits for its year. */
const LAST_MONTH = '9999-12';

/** What happened to an organisation's credits in a calendar month (UTC), newest first. */
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

/** Transactions of credits by month. Months in which nothing happened are left out. */
export class CreditMonths {
  constructor(private readonly ledger: Ledger) {}

  async list(tenant: Tenant, wanted: MonthsWanted): Promise<Page<CreditMonth>> {
    const { from, before } = bounds(wanted);
    const items: CreditMonth[] = [];
    let end = before;
    while (items.length <= wanted.limit) {
      const newest = await this.newest(tenant, from, end);
      if (!newest) break;
      items.push(newest);
      end = startOf(newest.month);
    }
    const shown = items.slice(0, wanted.limit);
    const next = items.length > wanted.limit ? (shown.at(-1)?.month ?? null) : null;
    const window: PageWindow = { kind: 'cursor', limit: wanted.limit };
    return new Page(shown, window, null, next);
  }

  /** Undefined: it has not begun, or nothing had ever happened at its end. */
  async of(tenant: Tenant, month: string): Promise<(CreditMonth & { readonly opening: number }) | undefined> {
    const [start, end] = [startOf(month), startOf(following(month))];
    const before = await this.newest(tenant, undefined, start, 1);
    const found = await this.newest(tenant, start, end);
    if (!found && !before) return undefined;
    const opening = before?.balance ?? 0;
    return { ...(found ?? { month, balance: opening, transactions: [] }), opening };
  }

  /** The last month in which something happened. */
  private async newest(
    tenant: Tenant,
    from: Date | undefined,
    before: Date | undefined,
    limit = MOST_OF_MONTH,
  ): Promise<CreditMonth | undefined> {
    const window = { kind: 'offset', offset: 0, limit } as const;
    const filter = { unit: 'credit', ...(from && { from }), ...(before && { before }), window } as const;
    const { items } = await this.ledger.transactions(tenant, { ...filter, total: false });
    const [last] = items;
    if (!last) return undefined;
    const month = monthOf(last.createdAt);
    const transactions = items.filter(({ createdAt }) => monthOf(createdAt) === month);
    return { month, balance: last.balanceAfter, transactions };
  }
}

/** The first instant of a month, UTC. */
export function startOf(month: string): Date {
  return new Date(`${month}-01T00:00:00.000Z`);
}

function bounds({ year, month, cursor }: MonthsWanted): { from?: Date; before?: Date } {
  if (month !== undefined && year === undefined) throw invalid('month', 'required', 'month: it needs a year');
  const first = year === undefined ? undefined : `${year}-${String(month ?? 1).padStart(2, '0')}`;
  const last = month === undefined ? first && `${year}-12` : first;
  const ends = [
    ...(last && last < LAST_MONTH ? [startOf(following(last))] : []),
    ...(cursor === undefined ? [] : [startOf(pointedAt(cursor))]),
  ];
  const [earliest] = ends.sort((a, b) => a.getTime() - b.getTime());
  return { ...(first && { from: startOf(first) }), ...(earliest && { before: earliest }) };
}

function pointedAt(cursor: string): string {
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(cursor) && cursor >= FIRST_MONTH) return cursor;
  throw invalid('cursor', 'format', 'cursor: this is none of ours');
}

function following(month: string): string {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
}

function monthOf(instant: Date): string {
  return instant.toISOString().slice(0, 7);
}
