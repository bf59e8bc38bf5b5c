import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../log.js';
import type { RunRow, RunStatus } from './cron-tables.js';
import type { CronSpec } from './cron-task.js';
import type { Ledger } from './ledger.js';

const TIMEOUT_MS = 300_000;
const RETRY_MS = 500;
/** How many leases long the outcome is tried to be written while the database is away. */
const TRIED_LEASES = 10;

type Outcome = readonly [status: RunStatus, error: string | null];

/** One run in this process: its lease is renewed until the function has settled, also after the time-out. */
export class Execution {
  private readonly stopper = new AbortController();
  private timedOut = false;

  constructor(
    readonly spec: CronSpec,
    readonly run: RunRow,
    private readonly ledger: Ledger,
    private readonly log: Logger,
    private readonly leaseMs: number,
  ) {}

  abort(reason: string): void {
    this.stopper.abort(new Error(reason));
  }

  /** Settles once the outcome is written, or refused. Never rejects. */
  async settled(): Promise<void> {
    const renewal = setInterval(() => void this.renew(), this.leaseMs / 3);
    const { timeoutMs = TIMEOUT_MS } = this.spec;
    const limit = setTimeout(() => {
      this.timedOut = true;
      this.abort(`It took longer than ${timeoutMs} ms`);
    }, timeoutMs);
    const [status, error] = await this.outcome(timeoutMs);
    clearTimeout(limit);
    await this.write(status, error);
    clearInterval(renewal);
  }

  private async outcome(timeoutMs: number): Promise<Outcome> {
    const { run, spec } = this;
    const { signal } = this.stopper;
    try {
      await spec.run({ slot: run.slot, signal, assertHeld: () => this.ledger.assertHeld(run) });
      return this.timedOut ? ['timed_out', `It took longer than ${timeoutMs} ms`] : ['succeeded', null];
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const status = this.timedOut ? 'timed_out' : signal.aborted ? 'aborted' : 'failed';
      // Heeding the signal is no fault of the task's.
      const level = status === 'aborted' ? 'info' : 'error';
      this.log[level]({ err: error, task: spec.name, run: run.id }, `The cron task ${spec.name}: ${status}`);
      return [status, message];
    }
  }

  private async renew(): Promise<void> {
    try {
      if (!(await this.ledger.renew(this.run))) this.abort('The run was given up by another process');
    } catch (error) {
      this.log.warn({ err: error, run: this.run.id }, 'The lease of a cron run could not be renewed');
    }
  }

  /** A database that is away for a moment takes no outcome from anybody. */
  private async write(status: RunStatus, error: string | null): Promise<void> {
    const { log, run, spec } = this;
    const deadline = performance.now() + TRIED_LEASES * this.leaseMs;
    for (;;) {
      try {
        if (await this.ledger.end(run, status, error)) return;
        return log.warn({ task: spec.name, run: run.id }, `${spec.name} ended too late; it counts as lost`);
      } catch (cause) {
        log.warn({ err: cause, run: run.id }, 'The outcome of a cron run could not be written');
        if (performance.now() > deadline) return;
        await sleep(RETRY_MS);
      }
    }
  }
}
