import type { Direction, PageRequest } from '#host';
import type { Listing } from './contract.js';

/** Names and days that lie ahead read upwards, what has happened reads from the newest. */
const UPWARDS: ReadonlySet<string> = new Set(['name', 'due_date']);

/** The page that a listing asks for; `columns` names the column of each sort, the first one is the usual. */
export function pageRequest<Row, Sort extends string>(
  listing: Listing<Sort>,
  columns: Readonly<Record<Sort, keyof Row & string>>,
): PageRequest<Row> {
  const sort = listing.sort ?? (Object.keys(columns)[0] as Sort);
  const direction: Direction = listing.direction ?? (UPWARDS.has(sort) ? 'asc' : 'desc');
  return {
    sort: [columns[sort], direction],
    window: { kind: 'page', page: listing.page, perPage: listing.perPage },
    total: listing.total ?? true,
  };
}
