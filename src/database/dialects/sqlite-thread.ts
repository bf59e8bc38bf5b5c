import { AnsweringThread, ThreadEnded } from '../../answering-thread.js';
import { translated, unavailable } from '../errors.js';
import type { Binding, RawRow } from './engine.js';
import type { Question, Read } from './sqlite-worker.js';

/** Longer than any report is given. */
const TIMEOUT_MS = 15 * 60_000;

/** Reads in a thread with a connection of its own: elsewhere SQLite answers at once, and nothing goes on meanwhile. */
export class SqliteThread {
  private readonly thread: AnsweringThread<Question, Read>;
  private last: Promise<unknown> = Promise.resolve();
  private isEnded = false;

  constructor(filename: string) {
    this.thread = new AnsweringThread<Question, Read>({
      module: new URL('./sqlite-worker.js', import.meta.url),
      data: filename,
      what: 'reads the database',
      timeoutMs: TIMEOUT_MS,
    });
  }

  /** One after the other, in their order. */
  read(sql: string, bindings: readonly Binding[]): Promise<RawRow[]> {
    const read = this.last.then(() => this.answer({ sql, bindings }));
    this.last = read.catch(() => undefined);
    return read;
  }

  end(): Promise<void> {
    this.isEnded = true;
    return this.thread.end();
  }

  private async answer(question: Question): Promise<RawRow[]> {
    if (this.isEnded) throw unavailable(new Error('The database is closed'));
    const read = await this.thread.ask(question).catch((error: unknown) => {
      throw error instanceof ThreadEnded ? unavailable(error) : error;
    });
    if ('rows' in read) return read.rows;
    const { error, code, errcode } = read;
    throw translated(Object.assign(error, { code, errcode }));
  }
}
