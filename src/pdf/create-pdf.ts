import { AnsweringThread, ThreadEnded } from '../answering-thread.js';
import { ProblemError } from '../http/problem.js';
import type { Pdf, PdfDocument } from './pdf.js';
import type { Laid } from './pdf-worker.js';

export interface PdfRoom extends Pdf {
  /** Waits for nothing: what is being laid out fails. */
  close(): Promise<void>;
}

/** More would wait longer than anybody who asks. */
const LONGEST_QUEUE = 100;
const TIMEOUT_MS = 30_000;
const MEMORY_MB = 512;

export function createPdf(): PdfRoom {
  return new PdfQueue();
}

/** Documents wait for the one thread, in their order. */
class PdfQueue implements PdfRoom {
  private readonly thread = new AnsweringThread<PdfDocument, Laid>({
    module: new URL('./pdf-worker.js', import.meta.url),
    what: 'lays documents out',
    timeoutMs: TIMEOUT_MS,
    memoryMb: MEMORY_MB,
  });
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;
  private isClosed = false;

  async render(document: PdfDocument): Promise<Buffer> {
    if (this.waiting >= LONGEST_QUEUE)
      throw new ProblemError('unavailable', 'Too many documents are being made', {
        data: { retryAfter: 10 },
      });
    this.waiting += 1;
    const made = this.last.then(() => this.lay(document));
    this.last = made.catch(() => undefined);
    try {
      return await made;
    } finally {
      this.waiting -= 1;
    }
  }

  close(): Promise<void> {
    this.isClosed = true;
    return this.thread.end();
  }

  /** A thread that ends may have been ended by the document before: each has one more try with a new one. */
  private async lay(document: PdfDocument): Promise<Buffer> {
    if (this.isClosed) throw new ProblemError('unavailable', 'The site is stopping');
    const laid = await this.thread.ask(document).catch((error: unknown) => {
      if (error instanceof ThreadEnded && !this.isClosed) return this.thread.ask(document);
      throw error;
    });
    if ('fault' in laid) throw new Error(`The document cannot be laid out: ${laid.fault}`);
    return Buffer.from(laid.bytes);
  }
}
