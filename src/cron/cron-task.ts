/** One run of a cron task, as its function sees it. */
export interface CronRun {
  /** The scheduled moment; of a run by hand, now. */
  readonly slot: Date;
  /** Aborted at the time-out, when the lease is lost, and when the plugin or the site stops. */
  readonly signal: AbortSignal;
  /** Throws when the lease went to another process. In the transaction of every outcome. */
  assertHeld(): Promise<void>;
}

/** Work at fixed times, once in the whole site. */
export interface CronSpec {
  /** `<plugin>.<what it does>` */
  readonly name: string;
  readonly description: string;
  /** Five fields, or six with seconds first: `0 6 * * *`. */
  readonly schedule: string;
  /** IANA name. Default UTC. */
  readonly timezone?: string;
  /** While the slot before still runs: leave this one out (default), or run it afterwards. */
  readonly overlap?: 'skip' | 'queue';
  /** A slot that nobody was there for: run once at the next start (default), or leave it out. */
  readonly missed?: 'once' | 'skip';
  /** Default 5 min. The signal is aborted then; the lease is held until `run` has settled. */
  readonly timeoutMs?: number;
  run(run: CronRun): Promise<void>;
}
