/**
 * Unique among the user's, not counting case.
 * @minLength 1
 * @maxLength 191
 * @pattern \S
 */
export type ApplicationName = string;

export interface NewApplicationPasswordBody {
  name: ApplicationName;
  /** UUID that the program gives itself. */
  app_id?: string;
  /** Scopes it is cut down to; all of its owner's when left out. */
  scopes?: string[] | null;
  /** When it ends, ISO 8601; never when left out. */
  expires?: string | null;
}

export interface ApplicationPasswordChange {
  name?: ApplicationName;
}
