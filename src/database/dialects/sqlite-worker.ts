import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { Binding, RawRow } from './engine.js';

export interface Question {
  readonly sql: string;
  readonly bindings: readonly Binding[];
}

/** What an error of the driver has beside its message is lost between threads. */
export type Read =
  | { readonly rows: RawRow[] }
  | { readonly error: Error; readonly code: unknown; readonly errcode: unknown };

/** Nobody waits here but who asked. */
const BUSY_TIMEOUT_MS = 10_000;

const connection = new DatabaseSync(String(workerData), { timeout: BUSY_TIMEOUT_MS });
connection.exec('pragma query_only = on');

parentPort?.on('message', (question: Question) => parentPort?.postMessage(answer(question)));

function answer({ sql, bindings }: Question): Read {
  try {
    return { rows: connection.prepare(sql).all(...bindings) as RawRow[] };
  } catch (error) {
    const { code, errcode } = error as { readonly code?: unknown; readonly errcode?: unknown };
    return { error: error as Error, code, errcode };
  }
}
