/** What can go wrong, once for all surfaces. Each surface maps every code to its own status and body. */
export type ProblemCode =
  | 'malformed' // the body or the address cannot be read at all
  | 'invalid' // a field or parameter breaks its documented rule
  | 'unprocessable' // well-formed, but refers to something that does not exist or may not be
  | 'unauthenticated' // no credential where one is needed
  | 'bad_credentials' // a credential was sent and is wrong, ended or expired
  | 'bad_nonce' // a login cookie came with a nonce that is not its own
  | 'forbidden' // the credential does not reach this far
  | 'not_found' // no such record for this caller
  | 'no_route' // no operation at this path
  | 'wrong_method' // there is an operation at this path, but not with this method
  | 'conflict' // the present state does not allow it
  | 'idempotency_key_reused' // an Idempotency-Key came with another request before
  | 'idempotency_in_progress' // a request with the same key is not finished; data.retryAfter in seconds
  | 'payment_required' // what is left, or the month's budget, is too little; data.required, data.available, data.missing
  | 'too_large' // the body is over the limit
  | 'wrong_media_type' // the body is of a type that the operation does not read
  | 'rate_limited' // too many requests; data.retryAfter in seconds
  | 'internal' // our fault
  | 'unavailable'; // the database is away, or the site is stopping

/** One faulty field. `field` is the name as the caller wrote it, nested places with dots: `address.city`. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
  /**
   * Machine word: required, type, enum, min, max, min_length, max_length, pattern, format, unknown, reference,
   * contradiction.
   */
  readonly rule: string;
}

export interface ProblemOptions {
  /** The one faulty field; taken from the first of `details` when left out. */
  readonly field?: string;
  readonly details?: readonly FieldProblem[];
  /** A finer machine word, shown as the code by surfaces that have one of their own: `existing_user_login`. */
  readonly reason?: string;
  /** Public facts about the problem: `{ id, resource, status, retryAfter, allowed }`. */
  readonly data?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** A refusal that the caller may see whole. Decide by `code`, never by `message`. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly field: string | undefined;
  readonly details: readonly FieldProblem[];
  readonly reason: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(
    readonly code: ProblemCode,
    message: string,
    options: ProblemOptions = {},
  ) {
    super(message, { cause: options.cause });
    this.details = options.details ?? [];
    this.field = options.field ?? this.details[0]?.field;
    this.reason = options.reason;
    this.data = options.data ?? {};
  }
}

/** True for problems of any copy of this module: plugins may bring the class from elsewhere. */
export function isProblem(error: unknown): error is ProblemError {
  return error instanceof Error && error.name === 'ProblemError' && 'code' in error;
}
