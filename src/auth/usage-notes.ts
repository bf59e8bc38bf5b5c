import type { Clock } from '../clock.js';
import type { Logger } from '../log.js';

const FLUSH_MS = 1000;

export interface NotedUse {
  /** Names the credential among all. */
  readonly key: string;
  readonly lastUsedAt: Date | null;
  readonly everyMs: number;
  write(address: string): Promise<void>;
}

/** When one credential was last used: gathered in memory, written after the answers, and seldom. */
export class UsageNotes {
  private readonly pending = new Map<string, () => Promise<void>>();
  private readonly noted = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> = Promise.resolve();

  constructor(
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  /**
   * A function to be called at each use; it has the use written when the last note is older than `everyMs`.
   * The very first use is written at once: who has just made a credential wants to see that it works.
   */
  async open(use: NotedUse, address: string): Promise<(address: string) => void> {
    const { key, lastUsedAt, everyMs, write } = use;
    if (!lastUsedAt) await write(address);
    const last = lastUsedAt?.getTime() ?? this.clock.now().getTime();
    let due = Math.max(this.noted.get(key) ?? 0, last) + everyMs;
    return (from) => {
      const now = this.clock.now().getTime();
      if (now < due) return;
      due = now + everyMs;
      this.noted.set(key, now);
      this.pending.set(key, () => write(from));
      this.timer ??= setTimeout(() => this.flush(), FLUSH_MS).unref();
    };
  }

  /** Writes what is pending. Called at the end of the process too. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const writes = [...this.pending.values()];
    this.pending.clear();
    this.noted.clear();
    this.flushing = this.flushing.then(async () => {
      for (const write of writes) {
        await write().catch((error: unknown) =>
          this.log.warn({ error }, 'could not note the use of a credential'),
        );
      }
    });
    return this.flushing;
  }
}
