import { Worker } from 'node:worker_threads';
import { withTimeout } from '../with-timeout.js';
import type { PdfDocument } from './pdf.js';

export type Laid = { readonly bytes: Uint8Array } | { readonly fault: string };

/** The thread is gone: of the document, or of the machine. */
export class ThreadEnded extends Error {
  override readonly name = 'ThreadEnded';
}

const TIMEOUT_MS = 30_000;
const IDLE_MS = 60_000;
const MEMORY_MB = 512;

/** One thread that lays documents out one after the other; it starts at first use and ends when there is nothing to do. */
export class PdfThread {
  private worker: Worker | undefined;
  private idle: NodeJS.Timeout | undefined;

  /** One at a time. */
  async lay(document: PdfDocument): Promise<Laid> {
    clearTimeout(this.idle);
    const late = () => new Error(`The document was not laid out within ${TIMEOUT_MS} ms`);
    try {
      this.worker ??= this.start();
      const worker = this.worker;
      return await withTimeout(() => answerOf(worker, document), TIMEOUT_MS, late);
    } catch (error) {
      await this.end();
      throw error;
    } finally {
      this.idle = setTimeout(() => void this.end(), IDLE_MS);
      this.idle.unref();
    }
  }

  async end(): Promise<void> {
    clearTimeout(this.idle);
    const { worker } = this;
    this.worker = undefined;
    await worker?.terminate();
  }

  private start(): Worker {
    const worker = new Worker(new URL('./pdf-worker.js', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
      execArgv: [],
    });
    worker.unref();
    // Also while nobody waits for it: a fault that nobody hears would end the process.
    worker.on('error', () => this.forget(worker)).on('exit', () => this.forget(worker));
    return worker;
  }

  private forget(worker: Worker): void {
    if (this.worker === worker) this.worker = undefined;
  }
}

function answerOf(worker: Worker, document: PdfDocument): Promise<Laid> {
  return new Promise((resolve, reject) => {
    const over = () => {
      worker.off('message', answered).off('error', failed).off('exit', ended);
      worker.unref();
    };
    const answered = (laid: Laid) => {
      over();
      resolve(laid);
    };
    const failed = (error: Error) => {
      over();
      reject(new ThreadEnded(error.message, { cause: error }));
    };
    const ended = () => {
      over();
      reject(new ThreadEnded('The thread that lays documents out ended without an answer'));
    };
    worker.on('message', answered).on('error', failed).on('exit', ended);
    // A command waits for its document.
    worker.ref();
    worker.postMessage(document);
  });
}
