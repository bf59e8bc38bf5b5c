import type { Answer } from '../../matrix/exchange.js';
import type { Json } from '../documents.js';
import type { Filling } from '../samples/sample.js';

/** Where a write shows through another operation. */
export interface Reading {
  readonly template: string;
  readonly params?: Filling['params'];
  readonly query?: Filling['query'];
  readonly headers?: Filling['headers'];
  /** Of a list: the one with this id. */
  readonly id?: number | string;
  /** The status it must answer; 200 by default. */
  readonly status?: number;
}

/** A call, and what it answered. */
export type Written = Filling & { readonly data: Json; readonly answer: Answer };

/** By method and path from the origin. */
export type Readings = Readonly<Record<string, (written: Written) => Reading>>;
