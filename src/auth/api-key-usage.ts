import type { Clock } from '../clock.js';
import { againOnDuplicate } from '../database/again-on-duplicate.js';
import { type Database, type PageRequest, type Tenant, tenantTable } from '../database/database.js';
import type { Page } from '../database/page.js';
import type { Logger } from '../log.js';
import type { Principal } from './principal.js';

/** What a key was used for on one day, in UTC. */
export interface ApiKeyDay {
  readonly id: number;
  readonly orgId: number;
  /** The key's public id. */
  readonly apiKey: string;
  readonly day: string;
  readonly requests: number;
  /** Of these, how many were answered with 400 or above. */
  readonly errors: number;
  readonly lastUsedAt: Date;
}

interface Count {
  readonly orgId: number;
  readonly apiKey: string;
  readonly day: string;
  requests: number;
  errors: number;
  lastUsedAt: Date;
}

const days = tenantTable<ApiKeyDay>('kp_api_key_usage', { instants: ['lastUsedAt'], keepTotals: false });

const FLUSH_MS = 5000;
/** Then it is written before its time, so that memory stays small. */
const MOST_PENDING = 2000;
const KEPT_DAYS = 400;
const DAY_MS = 86_400_000;

/**
 * Counts the requests of each key in memory and adds them to the day's row every few seconds: a request writes
 * nothing. Each process adds its own; one that is killed loses its last seconds.
 */
export class ApiKeyUsage {
  private pending = new Map<string, Count>();
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  /** After each answer; of other credentials nothing is counted. */
  count(principal: Principal | null, status: number): void {
    if (principal?.credential.kind !== 'api-key') return;
    const now = this.clock.now();
    const { orgId, credential } = principal;
    const count = this.countOf(orgId, credential.id, now);
    count.requests += 1;
    if (status >= 400) count.errors += 1;
    count.lastUsedAt = now;
    if (this.pending.size >= MOST_PENDING) void this.flush();
    else this.timer ??= setTimeout(() => this.flush(), FLUSH_MS).unref();
  }

  /** Newest day first. */
  list(tenant: Tenant, apiKey: string, window: PageRequest<ApiKeyDay>['window']): Promise<Page<ApiKeyDay>> {
    return this.db
      .of(days, tenant)
      .where({ apiKey })
      .page({ sort: ['day', 'desc'], window });
  }

  /** Writes what is pending. Called at the end of the process too. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const counts = [...this.pending.values()];
    this.pending = new Map();
    this.flushing = this.flushing.then(async () => {
      for (const count of counts) {
        await this.add(count).catch((error: unknown) =>
          this.log.warn({ err: error }, 'could not note the use of an API key'),
        );
      }
    });
    return this.flushing;
  }

  async cleanUp(): Promise<void> {
    const before = dayOf(new Date(this.clock.now().getTime() - KEPT_DAYS * DAY_MS));
    await this.db.query(days.name).where('day', '<', before).delete();
  }

  private countOf(orgId: number, apiKey: string, now: Date): Count {
    const day = dayOf(now);
    const key = `${apiKey} ${day}`;
    const known = this.pending.get(key);
    if (known) return known;
    const made = { orgId, apiKey, day, requests: 0, errors: 0, lastUsedAt: now };
    this.pending.set(key, made);
    return made;
  }

  /** Under the row's lock, so that what several processes add comes together. */
  private async add(count: Count): Promise<void> {
    const { orgId, apiKey, day, requests, errors, lastUsedAt } = count;
    await againOnDuplicate(this.db, async () => {
      const rows = this.db.of(days, { orgId });
      const before = await rows.where({ apiKey, day }).forUpdate().first();
      if (!before) return void (await rows.insert({ apiKey, day, requests, errors, lastUsedAt }));
      await rows.where({ apiKey, day }).update({
        requests: Number(before.requests) + requests,
        errors: Number(before.errors) + errors,
        lastUsedAt: before.lastUsedAt > lastUsedAt ? before.lastUsedAt : lastUsedAt,
      });
    });
  }
}

function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}
