import type { Audit } from '../audit/audit.js';
import type { Principal } from '../auth/principal.js';
import type { Clock } from '../clock.js';
import type { Database, PageRequest, Tenant } from '../database/database.js';
import type { Page } from '../database/page.js';
import { ProblemError } from '../http/problem.js';
import {
  ATTEMPTS,
  DELIVERIES,
  type Delivery,
  type DeliveryAttempt,
  type DeliveryStatus,
} from './delivery.js';
import type { Emitter } from './emitter.js';
import { type Endpoint, endpointOf } from './endpoint.js';

export interface DeliveryFilter {
  readonly status?: DeliveryStatus;
  readonly event?: string;
  readonly from?: Date;
  /** The first instant that is not included. */
  readonly before?: Date;
}

export interface Replayed {
  readonly queued: number;
  /** Where to go on: there were more than one call takes. */
  readonly next: Date | null;
}

const MOST_REPLAYED = 500;
const MOST_ATTEMPTS = 100;
const PING = 'webhooks.ping';

/** What was sent to endpoints, and sending it again. */
export class Deliveries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly emitter: Emitter,
  ) {}

  /** Newest first. */
  async list(
    tenant: Tenant,
    endpointId: string,
    filter: DeliveryFilter,
    window: PageRequest<Delivery>['window'],
  ): Promise<Page<Delivery>> {
    const endpoint = await endpointOf(this.db, tenant, endpointId);
    return this.of(endpoint, filter).page({ sort: ['createdAt', 'desc'], window });
  }

  async get(tenant: Tenant, endpointId: string, publicId: string): Promise<Delivery> {
    const { id } = await endpointOf(this.db, tenant, endpointId);
    const found = await this.db.of(DELIVERIES, tenant).where({ publicId, endpointId: id }).first();
    if (found) return found;
    throw new ProblemError('not_found', 'No such delivery', {
      data: { id: publicId, resource: 'webhook_delivery' },
    });
  }

  /** Oldest first. */
  attempts(tenant: Tenant, { id }: Delivery): Promise<DeliveryAttempt[]> {
    const rows = this.db.of(ATTEMPTS, tenant).where({ deliveryId: id });
    return rows.orderBy('id').limit(MOST_ATTEMPTS).all();
  }

  /** Sends a test, whatever the endpoint asks for. */
  ping(actor: Principal, endpointId: string): Promise<Delivery> {
    return this.db.transaction(async () => {
      const endpoint = await this.awake(actor, endpointId);
      const data = JSON.stringify({ webhook: endpoint.publicId });
      const publicId = await this.emitter.add(actor.orgId, endpoint.id, PING, data);
      return this.get(actor, endpointId, publicId);
    });
  }

  /** The same webhook-id and body once more, at once; also of one that waits for its next attempt. */
  replay(actor: Principal, endpointId: string, publicId: string): Promise<Delivery> {
    return this.db.transaction(async () => {
      await this.awake(actor, endpointId);
      await this.again(actor, [await this.get(actor, endpointId, publicId)]);
      await this.record(actor, endpointId, { delivery: publicId });
      return this.get(actor, endpointId, publicId);
    });
  }

  /** Those of a time that were given up, or that have ended in any way; oldest first, so many at a time. */
  replayRange(
    actor: Principal,
    endpointId: string,
    range: { readonly from: Date; readonly before: Date; readonly only: 'failed' | 'all' },
  ): Promise<Replayed> {
    const { from, before, only } = range;
    return this.db.transaction(async () => {
      const endpoint = await this.awake(actor, endpointId);
      const wanted = this.of(endpoint, { from, before, ...(only === 'failed' ? { status: only } : {}) });
      const found = await wanted
        .orderBy('createdAt')
        .orderBy('id')
        .limit(MOST_REPLAYED + 1)
        .all();
      const taken = found.slice(0, MOST_REPLAYED);
      const queued = await this.again(
        actor,
        taken.filter(({ status }) => status !== 'pending'),
      );
      await this.record(actor, endpointId, { from, before, only, queued });
      return { queued, next: found[MOST_REPLAYED]?.createdAt ?? null };
    });
  }

  private async again(actor: Principal, deliveries: readonly Delivery[]): Promise<number> {
    if (deliveries.length === 0) return 0;
    const ids = deliveries.map(({ id }) => id);
    const queuedAt = this.clock.now();
    const waiting = { status: 'pending', queuedAt, endedAt: null } as const;
    await this.db.of(DELIVERIES, actor).whereIn('id', ids).update(waiting);
    for (const delivery of deliveries) await this.emitter.enqueue({ ...delivery, queuedAt });
    return deliveries.length;
  }

  private async awake(tenant: Tenant, publicId: string): Promise<Endpoint> {
    const endpoint = await endpointOf(this.db, tenant, publicId);
    if (endpoint.status === 'active') return endpoint;
    throw new ProblemError('conflict', 'The webhook is paused: resume it first', {
      reason: 'webhook_paused',
    });
  }

  private of({ id, orgId }: Endpoint, { status, event, from, before }: DeliveryFilter) {
    let rows = this.db.of(DELIVERIES, { orgId }).where({ endpointId: id, status, event });
    if (from) rows = rows.compare('createdAt', '>=', from);
    if (before) rows = rows.compare('createdAt', '<', before);
    return rows;
  }

  private async record(actor: Principal, entityId: string, changes: Record<string, unknown>): Promise<void> {
    const entry = { action: 'webhook.replayed', entityType: 'webhook', entityId, changes };
    await this.audit.record(actor, entry);
  }
}
