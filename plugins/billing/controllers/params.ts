import type { Email, LongText } from '#host';

/**
 * Not blank.
 * @minLength 1
 * @maxLength 1000
 * @pattern \S
 */
export type LineText = string;

/**
 * Minor units of the currency: cents, where it has them. Below zero it is taken off.
 * @isInt
 * @minimum -10000000000000
 * @maximum 10000000000000
 */
export type SignedMoney = number;

/**
 * Minor units of the currency: cents, where it has them.
 * @isInt
 * @minimum 1
 * @maximum 10000000000000
 */
export type PositiveMoney = number;

/**
 * At most three decimals.
 * @minimum 0
 * @maximum 1000000000
 */
export type QuantityNumber = number;

/**
 * Per cent, with at most four decimals.
 * @minimum 0
 * @maximum 100
 */
export type Percent = number;

/**
 * A word for how it was paid: `bank_transfer`, `cash`, `card`, …
 * @pattern ^[a-z][a-z0-9_]*$
 * @maxLength 40
 */
export type PaymentMethodWord = string;

/**
 * @isInt
 * @minimum 1
 * @maximum 100
 */
export type Limit = number;

/**
 * @isInt
 * @minimum 0
 * @maximum 1000000000
 */
export type Offset = number;

/**
 * An organisation that the caller is a member of, where it is another one than the caller acts in. Their role
 * there must have the scope; a key knows its own organisation alone.
 * @isInt
 * @minimum 1
 * @maximum 9007199254740991
 */
export type CompanyId = number;

/**
 * Whole tokens, or minor units where it is about credits.
 * @isInt
 * @minimum 1
 * @maximum 10000000000000
 */
export type Units = number;

/**
 * What it is for, in words of the caller: `chat.reply`. Not blank.
 * @minLength 1
 * @maxLength 120
 * @pattern \S
 */
export type ActionName = string;

/** @maxLength 180 */
export type ReferenceId = string;

/**
 * @isInt
 * @minimum 1
 * @maximum 9007199254740991
 */
export type OrganizationId = number;

/**
 * Minor units of the currency, of what is sold.
 * @isInt
 * @minimum 0
 * @maximum 10000000000000
 */
export type Price = number;

/**
 * Small letters, digits and single hyphens.
 * @pattern ^[a-z0-9]+(-[a-z0-9]+)*$
 * @maxLength 60
 */
export type Slug = string;

/**
 * @isInt
 * @minimum 0
 * @maximum 730
 */
export type TrialDays = number;

/**
 * @isInt
 * @minimum 1
 * @maximum 100000
 */
export type Seats = number;

/**
 * One line that is not blank.
 * @minLength 1
 * @maxLength 200
 * @pattern ^[^\r\n]*\S[^\r\n]*$
 */
export type SubjectText = string;

/** How an invoice is mailed; what is left out is written in the client's language. */
export interface SendBody {
  /** Default: the client's address. */
  to?: Email;
  /** @maxItems 10 */
  cc?: Email[];
  subject?: SubjectText;
  /** Plain text, in place of the usual sentence. */
  message?: LongText;
}

/**
 * What makes one effect of repetitions. Neither empty nor with blanks at its ends, which not every database tells apart.
 * @maxLength 180
 * @pattern ^\S(.*\S)?$
 */
export type OperationReference = string;
