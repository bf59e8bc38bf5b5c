import type { Principal } from '../auth/principal.js';

/** How long to wait before another attempt: `baseMs · factor^(attempt-1)`, at most `maxMs`, with some jitter. */
export interface Backoff {
  readonly baseMs: number;
  readonly factor: number;
  readonly maxMs: number;
}

/** One attempt at a job, as its handler sees it. */
export interface JobRun {
  /** The job's public id. */
  readonly id: string;
  /** Null for work of the site as a whole. */
  readonly orgId: number | null;
  /** From 1. */
  readonly attempt: number;
  readonly lastAttempt: boolean;
  /** Aborted at the time-out, when the lease is lost, and when the plugin or the site stops. */
  readonly signal: AbortSignal;
  /** Acts for the job's organisation with every scope of it, and none of the site. Throws where there is none. */
  readonly actor: Principal;
  /**
   * Runs `effects` in the transaction that marks the job done, after its fencing number was checked: either both
   * happen or neither, and never twice. Without it the job is marked done when `run` resolves.
   */
  complete<T>(effects: () => Promise<T>): Promise<T>;
  /** Puts the rest off without counting an attempt: a receiver asked to wait. */
  postpone(delayMs: number, reason: string): never;
  /**
   * Lets everything else of its kind and organisation go first that is ready or will be, without counting an attempt:
   * what it waits for keeps others waiting. Nothing happens to one that has done so before.
   */
  stepBack(reason: string): void;
  /** Gives up at once: another attempt could not help. */
  giveUp(reason: string): never;
}

/** A job that will not be run any more. */
export interface EndedJob {
  readonly id: string;
  readonly orgId: number | null;
  readonly reason: string;
}

/** A kind of job. Without a handler in any live process its jobs wait. */
export interface JobSpec<P = unknown> {
  /** `<plugin>.<what it does>` */
  readonly name: string;
  /** Tries in all. Default 10. */
  readonly attempts?: number;
  /** Default: 10 s, doubled, at most one hour. A list gives the pauses themselves, in milliseconds. */
  readonly backoff?: Backoff | readonly number[];
  /** Default 60 s. The signal is aborted then; the lease is held until `run` has settled. */
  readonly timeoutMs?: number;
  /** At once in one process. Default 5. */
  readonly concurrency?: number;
  run(payload: P, job: JobRun): Promise<void>;
  /** In the transaction that gives the job up; may only write rows. */
  onDead?(payload: P, dead: EndedJob): Promise<void>;
  /** In the transaction in which an administrator takes the job back; may only write rows. */
  onCancelled?(payload: P, cancelled: EndedJob): Promise<void>;
}

export interface EnqueueOptions {
  /** Whose work it is: fair shares are by organisation. Null: the site's. */
  readonly orgId: number | null;
  /** Greater first. Default 0, from -100 to 100. */
  readonly priority?: number;
  readonly delayMs?: number;
  /** While a job with this name and key waits or runs, another is not made and the first one's id is answered. */
  readonly uniqueKey?: string;
  /** In place of the kind's own. */
  readonly attempts?: number;
}

/** Durable work. `enqueue` joins the transaction in progress: what rolls back is never run. */
export interface Jobs {
  /** Payload: JSON, at most 64 KiB; no secrets. Answers the job's public id. */
  enqueue(name: string, payload: unknown, options: EnqueueOptions): Promise<string>;
  /** Takes back a job that waits. False when it runs, has ended, or is unknown. */
  cancel(id: string): Promise<boolean>;
}
