import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import type { Jobs } from '../jobs/job.js';
import type { Logger } from '../log.js';
import type { OwnedRegistry } from '../owned-registry.js';
import { newPublicId } from '../public-id.js';
import { DELIVER_JOB, DELIVERIES, type DeliverPayload, type Delivery } from './delivery.js';
import type { Subscriptions } from './subscriptions.js';
import type { WebhookEventSpec, Webhooks } from './webhook-event.js';

export interface EmitterNeeds {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly jobs: Jobs;
  readonly subscriptions: Subscriptions;
  readonly events: OwnedRegistry<WebhookEventSpec>;
}

type Turn = Pick<Delivery, 'orgId' | 'publicId' | 'queuedAt'>;

const LARGEST_DATA = 262_144;
const NAMES: ReadonlySet<string> = new Set(['id', 'publicId']);

/** Writes a delivery and its job for each endpoint that asks for an event, in the transaction that causes it. */
export class Emitter implements Webhooks {
  constructor(private readonly needs: EmitterNeeds) {}

  async emit(orgId: number, event: string, data: unknown): Promise<void> {
    const { db, log, events, subscriptions } = this.needs;
    // Not an error: requests of a plugin that is being switched off still end well.
    if (!events.find(event)) log.warn({ event }, `The webhook event ${event} is not declared`);
    const asking = await subscriptions.asking(orgId, event);
    if (asking.length === 0) return;
    const text = bounded(data);
    await db.transaction(async () => {
      for (const { id } of asking) await this.add(orgId, id, event, text);
    });
  }

  /** To one endpoint, whatever it asks for. `data`: JSON. Answers the delivery's public id. */
  async add(orgId: number, endpointId: number, event: string, data: string): Promise<string> {
    const { db, clock } = this.needs;
    const publicId = newPublicId();
    const now = clock.now();
    const head = JSON.stringify({ id: publicId, type: event, timestamp: now.toISOString() });
    const payload = `${head.slice(0, -1)},"data":${data}}`;
    const state = { status: 'pending', attempts: 0, createdAt: now, queuedAt: now } as const;
    await db.of(DELIVERIES, { orgId }).insert({ publicId, endpointId, event, payload, ...state });
    await this.enqueue({ orgId, publicId, queuedAt: now });
    return publicId;
  }

  /** A job that is good for this turn alone: one of a turn before does nothing any more. */
  async enqueue({ orgId, publicId, queuedAt }: Turn): Promise<void> {
    const payload: DeliverPayload = { delivery: publicId, turn: queuedAt.getTime() };
    await this.needs.jobs.enqueue(DELIVER_JOB, payload, { orgId });
  }
}

/** As JSON. What is too large is named alone: no change fails by who wants to hear of it. */
function bounded(data: unknown): string {
  const text = JSON.stringify(data) ?? 'null';
  if (Buffer.byteLength(text) <= LARGEST_DATA) return text;
  const inside = isRecord(data) ? Object.entries(data).filter(([, value]) => isRecord(value)) : [];
  const beside = Object.fromEntries(inside.map(([name, value]) => [name, namesOf(value)]));
  return JSON.stringify({ ...beside, ...namesOf(data), omitted: true });
}

function namesOf(value: unknown): object {
  const entries = isRecord(value) ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter(([name]) => NAMES.has(name)));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
