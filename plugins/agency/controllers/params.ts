/**
 * A public id.
 * @minLength 1
 * @maxLength 100
 */
export type PublicId = string;

/**
 * @isInt
 * @minimum 1
 * @maximum 1000000
 */
export type Quantity = number;

/** @maxLength 200 */
export type SearchText = string;

/**
 * Not blank.
 * @minLength 1
 * @maxLength 100
 * @pattern \S
 */
export type ShortTitle = string;

/**
 * Not blank.
 * @minLength 1
 * @maxLength 20000
 * @pattern \S
 */
export type Message = string;

/**
 * Not blank.
 * @minLength 1
 * @maxLength 2000
 * @pattern \S
 */
export type Note = string;

/** @maxLength 50 */
export type ShortLine = string;

/**
 * @maxLength 500
 * @pattern ^https?://\S+$
 * @format uri
 */
export type WebAddress = string;

/**
 * Minor units of the currency: cents, where it has them.
 * @isInt
 * @minimum 0
 * @maximum 9007199254740991
 */
export type Money = number;

/**
 * Minor units of the currency, of what is sold.
 * @isInt
 * @minimum 0
 * @maximum 10000000000000
 */
export type Price = number;

/**
 * Minor units of the currency, for an hour: a hundred hours of the highest are still billed in one line.
 * @isInt
 * @minimum 0
 * @maximum 100000000000
 */
export type HourlyRate = number;

/**
 * BCP 47
 * @maxLength 35
 * @pattern ^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$
 */
export type LanguageTag = string;

/**
 * @isInt
 * @minimum 0
 * @maximum 365
 */
export type DayCount = number;

/**
 * @isInt
 * @minimum 0
 * @maximum 10000000
 */
export type Minutes = number;

/**
 * @isInt
 * @minimum 1
 * @maximum 1440
 */
export type SpentMinutes = number;

/**
 * @isInt
 * @minimum 0
 * @maximum 1440
 */
export type RoundingStep = number;

/**
 * @isInt
 * @minimum 0
 * @maximum 100000
 */
export type Position = number;

/** @pattern ^#[0-9a-fA-F]{6}$ */
export type Color = string;
