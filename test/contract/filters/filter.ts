import type { Json } from '../documents.js';
import type { Maker } from '../samples/maker.js';

/** A value of a filter, with a row that it keeps and one that it leaves out. */
export interface FilterCase {
  readonly value: string;
  readonly keeps: unknown;
  readonly drops: unknown;
  readonly params?: Readonly<Record<string, number | string>>;
  readonly query?: Readonly<Record<string, string>>;
}

export type Filter = (make: Maker) => Promise<FilterCase>;

/** By operation and parameter. */
export type Filters = Readonly<Record<string, Readonly<Record<string, Filter>>>>;

/** A row for each of two values of a field, and the filter on the first. */
export function byField(
  create: (make: Maker, changes: Json) => Promise<number | string>,
  name: string,
  [first, second]: readonly [unknown, unknown],
): Filter {
  return async (make) => ({
    value: String(first),
    keeps: await create(make, { [name]: first }),
    drops: await create(make, { [name]: second }),
  });
}

/** The same, where the values are rows themselves. */
export function byReference<T extends number | string>(
  create: (make: Maker, changes: Json) => Promise<T>,
  name: string,
  target: (make: Maker) => Promise<T>,
): Filter {
  return async (make) => byField(create, name, [await target(make), await target(make)])(make);
}
