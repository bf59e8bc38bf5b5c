import type { Site } from '../support/site.js';

/** What the database says of one organisation's tokens or credits, added up from the rows themselves. */
export interface Books {
  readonly balance: number;
  readonly available: number;
  /** Sum of all entries of its transactions, on both sides. */
  readonly entries: number;
  readonly wallet: number;
  readonly reserved: number;
  readonly transactions: number;
}

export async function booksOf({ host }: Site, orgId: number, unit = 'token'): Promise<Books> {
  const [row] = await host.db.raw<Record<string, unknown>>(BOOKS, Array(6).fill([orgId, unit]).flat());
  return Object.fromEntries(
    Object.entries(row ?? {}).map(([key, value]) => [key, Number(value ?? 0)]),
  ) as unknown as Books;
}

const OF = 'where org_id = ? and unit = ?';
const ENTRIES = `from billing_ledger_entries join billing_ledger_transactions as t on t.id = transaction_id
  where t.org_id = ? and t.unit = ?`;
const BOOKS = `select
  (select balance from billing_ledger_accounts ${OF}) as balance,
  (select available from billing_ledger_accounts ${OF}) as available,
  (select sum(billing_ledger_entries.amount) ${ENTRIES}) as entries,
  (select sum(billing_ledger_entries.amount) ${ENTRIES} and account = 'wallet') as wallet,
  (select sum(amount) from billing_ledger_reservations ${OF} and status = 'held') as reserved,
  (select count(*) from billing_ledger_transactions ${OF}) as transactions`;
