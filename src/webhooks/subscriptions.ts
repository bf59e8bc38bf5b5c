import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import type { Revisions } from '../nodes/revisions.js';
import { ENDPOINTS, type Endpoint } from './endpoint.js';
import { asksFor } from './event-patterns.js';

export type Subscriber = Pick<Endpoint, 'id' | 'events'>;

const MOST_ORGANIZATIONS = 50_000;
/** Longer than any transaction: one that rolls back tells nobody. */
const DISTRUST_MS = 60_000;

/**
 * Which endpoints are awake, by organisation, in memory: an event that nobody asks for costs no query. Changes of
 * other processes are seen by the revision of the topic `webhooks`, within two seconds.
 */
export class Subscriptions {
  private readonly known = new Map<number, readonly Subscriber[]>();
  /** Organisations whose endpoints change in an open transaction, and until when at most. */
  private readonly changing = new Map<number, number>();
  private generation = 0;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly revisions: Revisions,
  ) {}

  async asking(orgId: number, event: string): Promise<readonly Subscriber[]> {
    const awake = this.known.get(orgId) ?? (await this.load(orgId));
    return awake.filter(({ events }) => asksFor(events, event));
  }

  /** In the transaction of the change. What is read until it ends may be undone, and is not kept. */
  async changed(orgId: number): Promise<void> {
    this.known.delete(orgId);
    this.changing.set(orgId, this.clock.now().getTime() + DISTRUST_MS);
    await this.revisions.bump('webhooks');
    this.db.afterCommit(() => {
      this.changing.delete(orgId);
      this.drop();
    });
  }

  drop(): void {
    this.generation++;
    this.known.clear();
  }

  private async load(orgId: number): Promise<readonly Subscriber[]> {
    const { generation } = this;
    const awake = await this.db.of(ENDPOINTS, { orgId }).where({ status: 'active' }).all();
    const found = awake.map(({ id, events }) => ({ id, events }));
    if (generation === this.generation && !this.isChanging(orgId)) this.keep(orgId, found);
    return found;
  }

  private keep(orgId: number, found: readonly Subscriber[]): void {
    if (this.known.size >= MOST_ORGANIZATIONS) this.known.clear();
    this.known.set(orgId, found);
  }

  private isChanging(orgId: number): boolean {
    const until = this.changing.get(orgId);
    if (until === undefined) return false;
    if (until > this.clock.now().getTime()) return true;
    this.changing.delete(orgId);
    return false;
  }
}
