import type { Direction } from '#host';

/** Which page of a list, and in which order. Ties are broken by id in the same direction. */
export interface Listing<Sort extends string = never> {
  readonly page: number;
  readonly perPage: number;
  readonly sort?: Sort;
  readonly direction?: Direction;
  /** Default: true. False spares the count. */
  readonly total?: boolean;
}

/** Calendar day, `YYYY-MM-DD`. */
export type Day = string;
