import type { Audit } from '../audit/audit.js';
import type { Principal } from '../auth/principal.js';
import type { Clock } from '../clock.js';
import type { Database, PageRequest, Tenant } from '../database/database.js';
import type { Page } from '../database/page.js';
import { ProblemError } from '../http/problem.js';
import type { Outgoing } from '../outgoing/outgoing.js';
import { newPublicId } from '../public-id.js';
import { DELIVERIES } from './delivery.js';
import {
  ENDPOINTS,
  type Endpoint,
  type EndpointValues,
  endpointOf,
  lockedEndpoint,
  type PauseReason,
} from './endpoint.js';
import { assertEvents, assertUrl } from './endpoint-rules.js';
import type { EndpointSecrets } from './endpoint-secrets.js';
import type { Subscriptions } from './subscriptions.js';

export interface EndpointNeeds {
  readonly db: Database;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly outgoing: Outgoing;
  readonly secrets: EndpointSecrets;
  readonly subscriptions: Subscriptions;
}

const MOST_ENDPOINTS = 50;
const ALL = ['*'];

/** Addresses of organisations that are told of events. */
export class Endpoints {
  constructor(private readonly needs: EndpointNeeds) {}

  /** Newest first. */
  list(tenant: Tenant, window: PageRequest<Endpoint>['window']): Promise<Page<Endpoint>> {
    return this.rows(tenant).page({ sort: ['createdAt', 'desc'], window });
  }

  get(tenant: Tenant, publicId: string): Promise<Endpoint> {
    return endpointOf(this.needs.db, tenant, publicId);
  }

  /** `secret` is shown here and never again. */
  create(actor: Principal, values: EndpointValues): Promise<{ endpoint: Endpoint; secret: string }> {
    const { url, description = null, events = ALL } = values;
    this.assertValid({ url, events });
    const { db, clock, secrets } = this.needs;
    return db.transaction(async () => {
      await this.assertRoom(actor);
      const now = clock.now();
      const publicId = newPublicId();
      const times = { createdAt: now, updatedAt: now };
      const state = { status: 'active', givenUp: 0 } as const;
      await this.rows(actor).insert({ publicId, url, description, events, ...state, ...times });
      const secret = await secrets.renew({ orgId: actor.orgId, publicId });
      const changes = { url: originOf(url), events, description };
      const endpoint = await this.changed(actor, 'created', publicId, changes);
      return { endpoint, secret };
    });
  }

  /** Changes what is given. */
  update(actor: Principal, publicId: string, values: Partial<EndpointValues>): Promise<Endpoint> {
    this.assertValid(values);
    return this.change(actor, publicId, 'updated', async (before) => {
      const { url = before.url, description = before.description, events = before.events } = values;
      return { columns: { url, description, events }, changes: { url: originOf(url), events, description } };
    });
  }

  /** What waits for it ends unsent; its log goes with the old ones. */
  async delete(actor: Principal, publicId: string): Promise<void> {
    const { db, secrets, subscriptions } = this.needs;
    await db.transaction(async () => {
      const endpoint = await this.get(actor, publicId);
      await this.rows(actor).where({ publicId }).delete();
      await secrets.delete(endpoint);
      await subscriptions.changed(actor.orgId);
      await this.record(actor, 'deleted', publicId, { url: originOf(endpoint.url) });
    });
  }

  /** The secret before signs as well for `graceSeconds`. The new one is shown here and never again. */
  async rotateSecret(
    actor: Principal,
    publicId: string,
    graceSeconds: number,
  ): Promise<{ endpoint: Endpoint; secret: string }> {
    const { clock, secrets } = this.needs;
    let secret = '';
    const endpoint = await this.change(actor, publicId, 'secret_rotated', async (before) => {
      secret = await secrets.renew(before);
      const previousSecretUntil = new Date(clock.now().getTime() + graceSeconds * 1000);
      return { columns: { previousSecretUntil }, changes: { graceSeconds } };
    });
    return { endpoint, secret };
  }

  /** It is told of nothing that happens from now on, and what waits is given up. A second time changes nothing. */
  pause(actor: Principal, publicId: string, reason: PauseReason): Promise<Endpoint> {
    const { db, clock } = this.needs;
    return this.change(actor, publicId, 'paused', async (before) => {
      if (before.status === 'paused') return undefined;
      const now = clock.now();
      const waiting = db.of(DELIVERIES, actor).where({ endpointId: before.id, status: 'pending' });
      await waiting.update({ status: 'failed', lastError: 'The webhook was paused', endedAt: now });
      return { columns: { status: 'paused', pausedReason: reason, pausedAt: now }, changes: { reason } };
    });
  }

  /** What was given up meanwhile can be replayed. */
  resume(actor: Principal, publicId: string): Promise<Endpoint> {
    const awake = {
      status: 'active',
      pausedReason: null,
      pausedAt: null,
      failingSince: null,
      givenUp: 0,
    } as const;
    return this.change(actor, publicId, 'resumed', async (before) =>
      before.status === 'active' ? undefined : { columns: awake, changes: { reason: before.pausedReason } },
    );
  }

  private change(
    actor: Principal,
    publicId: string,
    action: string,
    decide: (
      before: Endpoint,
    ) => Promise<{ columns: Partial<Endpoint>; changes: Record<string, unknown> } | undefined>,
  ): Promise<Endpoint> {
    const { db, clock } = this.needs;
    return db.transaction(async () => {
      const found = await this.get(actor, publicId);
      const before = (await lockedEndpoint(db, actor, found.id)) ?? found;
      const decided = await decide(before);
      if (!decided) return before;
      const columns = { ...decided.columns, updatedAt: clock.now() };
      await this.rows(actor).where({ id: before.id }).update(columns);
      return this.changed(actor, action, publicId, decided.changes);
    });
  }

  private async changed(
    actor: Principal,
    action: string,
    publicId: string,
    changes: Record<string, unknown>,
  ) {
    await this.needs.subscriptions.changed(actor.orgId);
    await this.record(actor, action, publicId, changes);
    return this.get(actor, publicId);
  }

  private async record(actor: Principal, action: string, entityId: string, changes: Record<string, unknown>) {
    const entry = { action: `webhook.${action}`, entityType: 'webhook', entityId, changes };
    await this.needs.audit.record(actor, entry);
  }

  private assertValid({ url, events }: Partial<EndpointValues>): void {
    if (url !== undefined) assertUrl(this.needs.outgoing, url);
    if (events !== undefined) assertEvents(events);
  }

  private async assertRoom(tenant: Tenant): Promise<void> {
    if ((await this.rows(tenant).count()) < MOST_ENDPOINTS) return;
    const message = `An organisation has at most ${MOST_ENDPOINTS} webhooks`;
    throw new ProblemError('conflict', message, { reason: 'too_many_webhooks' });
  }

  private rows(tenant: Tenant) {
    return this.needs.db.of(ENDPOINTS, tenant);
  }
}

/** For the audit log: paths and queries of such addresses often are the secret. */
function originOf(url: string): string {
  return new URL(url).origin;
}
