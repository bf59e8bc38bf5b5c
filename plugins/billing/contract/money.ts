/** Whole minor units of a currency (cents, yen, thousandths of a dinar), at most `LARGEST_AMOUNT` either way. */
export type Amount = number;

/** An amount never stands without its currency, and amounts of two currencies are never added. */
export interface Money {
  readonly amount: Amount;
  /** ISO 4217 */
  readonly currency: string;
}

/** Thousandths: 1500 is one and a half. */
export type Quantity = number;

/** Parts per million: 190000 are 19 per cent. */
export type PartsPerMillion = number;

/** Exact in JSON and in every client. */
export const LARGEST_AMOUNT = 10_000_000_000_000;
export const ONE = 1000;
export const WHOLE = 1_000_000;
