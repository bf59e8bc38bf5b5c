// Types of parameters and fields that most controllers declare. Their bounds stand in the OpenAPI document, and requests are
// checked by them.

/**
 * @isInt
 * @minimum 1
 * @maximum 9007199254740991
 */
export type Id = number;

/**
 * @isInt
 * @minimum 1
 * @maximum 2147483647
 */
export type PageNumber = number;

/**
 * @isInt
 * @minimum 1
 * @maximum 100
 */
export type PageSize = number;

/** False: the total is not wanted, and the headers that tell it and the number of pages are left out. */
export type Counted = boolean;

/** Of lists. */
export type Order = 'asc' | 'desc';

/**
 * A day of the calendar.
 * @pattern ^\d{4}-\d{2}-\d{2}$
 * @format date
 */
export type DayText = string;

/**
 * An instant in ISO 8601, with its offset from UTC.
 * @pattern ^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$
 * @format date-time
 */
export type InstantText = string;

/**
 * Not blank.
 * @minLength 1
 * @maxLength 200
 * @pattern \S
 */
export type Title = string;

/** @maxLength 200 */
export type Line = string;

/** @maxLength 20000 */
export type LongText = string;

/**
 * @maxLength 254
 * @pattern ^[^\s\x40]+\x40[^\s\x40]+$
 * @format email
 */
export type Email = string;

/**
 * ISO 4217
 * @pattern ^[A-Z]{3}$
 */
export type CurrencyCode = string;

/** @isInt */
export type Whole = number;
