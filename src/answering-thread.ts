import { Worker } from 'node:worker_threads';
import { withTimeout } from './with-timeout.js';

/** The thread is gone: of the question, or of the machine. */
export class ThreadEnded extends Error {
  override readonly name = 'ThreadEnded';
}

export interface ThreadOptions {
  /** The module of the thread, which posts one message for each that it gets. */
  readonly module: URL;
  /** What the thread knows from its start. */
  readonly data?: unknown;
  /** For messages: `The thread that …`. */
  readonly what: string;
  readonly timeoutMs: number;
  readonly memoryMb?: number;
}

const IDLE_MS = 60_000;

/** One thread that answers one question after the other; it starts at first use and ends when there is nothing to do. */
export class AnsweringThread<Question, Answer> {
  private worker: Worker | undefined;
  private idle: NodeJS.Timeout | undefined;

  constructor(private readonly options: ThreadOptions) {}

  /** One at a time. */
  async ask(question: Question): Promise<Answer> {
    clearTimeout(this.idle);
    const { what, timeoutMs } = this.options;
    const late = () => new Error(`The thread that ${what} gave no answer within ${timeoutMs} ms`);
    try {
      this.worker ??= this.start();
      const worker = this.worker;
      return await withTimeout(() => this.answer(worker, question), timeoutMs, late);
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
    const { module, data, memoryMb } = this.options;
    const worker = new Worker(module, {
      workerData: data,
      ...(memoryMb === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: memoryMb } }),
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

  private answer(worker: Worker, question: Question): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const over = () => {
        worker.off('message', answered).off('error', failed).off('exit', ended);
        worker.unref();
      };
      const answered = (answer: Answer) => {
        over();
        resolve(answer);
      };
      const failed = (error: Error) => {
        over();
        reject(new ThreadEnded(error.message, { cause: error }));
      };
      const ended = () => {
        over();
        reject(new ThreadEnded(`The thread that ${this.options.what} ended without an answer`));
      };
      worker.on('message', answered).on('error', failed).on('exit', ended);
      // A command waits for its answer.
      worker.ref();
      worker.postMessage(question);
    });
  }
}
