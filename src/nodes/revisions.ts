import type { Announcements, KeptTopic } from '../announcements.js';
import { type Database, siteTable } from '../database/database.js';
import type { Logger } from '../log.js';

/** What processes keep in memory and must hear of when another one changes it. */
export type Topic = 'plugins' | 'plugin-requests' | 'cron' | 'mail-templates' | 'webhooks' | KeptTopic;

type Listener = (revision: number) => void | Promise<void>;

interface RevisionRow {
  readonly topic: string;
  readonly revision: number;
}

const TABLE = siteTable<RevisionRow>('kp_revisions', { key: 'topic' });
const POLL_MS = 1000;

/**
 * Tells processes of one site about each other's changes: a number for each topic, made greater in the transaction
 * of the change and looked at every second. Equal means unchanged; no order is read into it.
 */
export class Revisions implements Announcements {
  private readonly listeners = new Map<string, Listener[]>();
  /** What each listener has dealt with; one that failed is called again at the next look. */
  private readonly seen = new Map<Listener, number>();
  /** Listeners at work: a slow one keeps no other from hearing in time. */
  private readonly working = new Map<Listener, Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly db: Database,
    private readonly log: Logger,
    private readonly pollMs = POLL_MS,
  ) {}

  /** Joins the transaction in progress: others hear of it only if it commits. */
  async bump(topic: Topic): Promise<void> {
    const changed = await this.db.query('kp_revisions').where({ topic }).increment('revision', 1);
    if (Number(changed) > 0) return;
    await this.db.query('kp_revisions').insert({ topic, revision: 0 }).onConflict('topic').ignore();
    await this.db.query('kp_revisions').where({ topic }).increment('revision', 1);
  }

  async changed(topic: KeptTopic, drop: () => void): Promise<void> {
    this.db.afterCommit(drop);
    await this.bump(topic);
  }

  async current(topic: Topic): Promise<number> {
    return (await this.db.site(TABLE).where({ topic }).first())?.revision ?? 0;
  }

  /** Calls it once now, and at each change after this moment: one that comes while the site starts is not lost. */
  async follow(topic: Topic, listener: () => void | Promise<void>): Promise<void> {
    const since = await this.current(topic);
    await listener();
    this.onChange(topic, listener, since);
  }

  /**
   * Calls `listener` after each change. Without `since` it is not called for what was there at the first look: give
   * the revision that was read before the state that depends on it.
   */
  onChange(topic: Topic, listener: Listener, since?: number): () => void {
    this.listeners.set(topic, [...(this.listeners.get(topic) ?? []), listener]);
    if (since !== undefined) this.seen.set(listener, since);
    return () => {
      this.listeners.set(
        topic,
        (this.listeners.get(topic) ?? []).filter((each) => each !== listener),
      );
      this.seen.delete(listener);
    };
  }

  start(): void {
    this.stopped = false;
    this.schedule();
  }

  /** Looks once now, and waits for what follows from it. */
  async look(): Promise<void> {
    await this.lookOnce();
    await Promise.all(this.working.values());
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await Promise.all(this.working.values());
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => void this.lookOnce().finally(() => this.schedule()), this.pollMs);
    this.timer.unref();
  }

  private async lookOnce(): Promise<void> {
    let rows: readonly RevisionRow[];
    try {
      rows = await this.db.site(TABLE).all();
    } catch (error) {
      this.log.warn(
        { err: error },
        'The revisions cannot be read; changes of other processes are seen later',
      );
      return;
    }
    const revisions = new Map(rows.map((row) => [row.topic, row.revision]));
    for (const [topic, listeners] of this.listeners) {
      for (const listener of listeners) this.begin(topic, listener, revisions.get(topic) ?? 0);
    }
  }

  private begin(topic: string, listener: Listener, revision: number): void {
    if (this.stopped || this.working.has(listener)) return;
    const work = this.tell(topic, listener, revision).finally(() => this.working.delete(listener));
    this.working.set(listener, work);
  }

  private async tell(topic: string, listener: Listener, revision: number): Promise<void> {
    const seen = this.seen.get(listener) ?? revision;
    if (seen === revision) {
      this.seen.set(listener, revision);
      return;
    }
    try {
      await listener(revision);
      this.seen.set(listener, revision);
    } catch (error) {
      this.log.error({ err: error, topic }, `A change of ${topic} could not be followed; it is tried again`);
    }
  }
}
