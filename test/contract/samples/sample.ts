import type { Json } from '../documents.js';
import type { Maker } from './maker.js';

/** What fills an operation so that it succeeds for an administrator of the first organisation. */
export interface Filling {
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Json;
  /** Who may do this, when it is not whoever may do everything. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Makes the rows that a call needs, anew where the call ends them. */
export type Sample = (make: Maker) => Filling | Promise<Filling>;

/** By method and path from the origin: `PUT /v1/things/{id}`. */
export type Samples = Readonly<Record<string, Sample>>;
