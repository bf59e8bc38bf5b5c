import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import type { JobRun, JobSpec } from '../jobs/job.js';
import type { AutomaticPause } from './automatic-pause.js';
import { DELIVER_JOB, DELIVERIES, type DeliverPayload, type Delivery } from './delivery.js';
import type { DeliveryLog } from './delivery-log.js';
import { ENDPOINTS, type Endpoint } from './endpoint.js';
import { retryAfterMs } from './retry-after.js';
import type { Sender, Sent } from './sender.js';

export interface DeliverNeeds {
  readonly db: Database;
  readonly clock: Clock;
  readonly sender: Sender;
  readonly deliveries: DeliveryLog;
  readonly pause: AutomaticPause;
  /** Pauses between attempts, in milliseconds. */
  readonly pauses?: readonly number[];
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Eleven attempts in just under a day. */
const PAUSES = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  8 * HOUR,
  8 * HOUR,
];
const GONE = 410;

/** One delivery until it is accepted or given up. The queue has the leases, the retries and the fencing. */
export function deliverJob(needs: DeliverNeeds): JobSpec<DeliverPayload> {
  const { pauses = PAUSES } = needs;
  const run = new DeliveryRun(needs);
  return {
    name: DELIVER_JOB,
    attempts: pauses.length + 1,
    backoff: pauses,
    timeoutMs: MINUTE,
    run: (payload, job) => run.run(payload, job),
    onDead: (payload, { orgId, reason }) => run.gaveUp(payload, orgId, reason),
    onCancelled: (payload, { orgId, reason }) => run.cancelled(payload, orgId, reason),
  };
}

class DeliveryRun {
  /** Endpoints that did not accept what this process sent them last: others do not wait behind their time-outs. */
  private readonly refusing = new Set<number>();

  constructor(private readonly needs: DeliverNeeds) {}

  async run(payload: DeliverPayload, job: JobRun): Promise<void> {
    const delivery = await this.pending(payload, job.orgId);
    if (!delivery) return;
    const endpoint = await this.endpointOf(delivery);
    if (!endpoint || endpoint.status === 'paused') {
      this.refusing.delete(delivery.endpointId);
      const why = endpoint ? 'The webhook is paused' : 'The webhook was deleted';
      return job.complete(() => this.needs.deliveries.end(delivery, 'failed', why));
    }
    if (this.refusing.has(endpoint.id)) job.stepBack('The webhook did not accept what came before');
    const sent = await this.needs.sender.send(endpoint, delivery, job.signal);
    this.refusing[sent.error === null ? 'delete' : 'add'](endpoint.id);
    if (sent.error === null) await job.complete(() => this.accepted(endpoint, delivery, sent));
    else await this.refused(endpoint, delivery, sent, job);
  }

  /** In the transaction that gives the job up. */
  async gaveUp(payload: DeliverPayload, orgId: number | null, reason: string): Promise<void> {
    const delivery = await this.pending(payload, orgId);
    if (!delivery) return;
    await this.needs.deliveries.end(delivery, 'failed', delivery.lastError ?? reason);
    const endpoint = await this.needs.deliveries.gaveUp(delivery);
    if (endpoint) await this.needs.pause.consider(endpoint);
  }

  /** No fault of the receiver: it does not count towards a pause. */
  async cancelled(payload: DeliverPayload, orgId: number | null, reason: string): Promise<void> {
    const delivery = await this.pending(payload, orgId);
    if (delivery) await this.needs.deliveries.end(delivery, 'failed', reason);
  }

  private async accepted(endpoint: Endpoint, delivery: Delivery, sent: Sent): Promise<void> {
    const { deliveries } = this.needs;
    await deliveries.attempt(delivery, sent);
    await deliveries.end(delivery, 'delivered', null);
    await deliveries.recovered(endpoint);
  }

  private async refused(endpoint: Endpoint, delivery: Delivery, sent: Sent, job: JobRun): Promise<void> {
    const { db, clock, deliveries, pause } = this.needs;
    const error = sent.error ?? '';
    await db.transaction(async () => {
      await deliveries.attempt(delivery, sent);
      if (sent.status === GONE) await pause.pause(endpoint, 'gone');
    });
    if (sent.status === GONE) job.giveUp(error);
    const wait = retryAfterMs(sent.retryAfter, clock.now());
    if (wait === undefined) throw new Error(error);
    const age = clock.now().getTime() + wait - delivery.queuedAt.getTime();
    // Waiting counts no attempt: the day is the limit then.
    if (age > DAY) job.giveUp(`${error}, and asked to wait for longer than a day in all`);
    job.postpone(wait, `${error}, and asked to wait`);
  }

  private async pending(
    { delivery, turn }: DeliverPayload,
    orgId: number | null,
  ): Promise<Delivery | undefined> {
    if (orgId === null) return undefined;
    const match = { publicId: delivery, status: 'pending' } as const;
    const found = await this.needs.db.of(DELIVERIES, { orgId }).where(match).first();
    return found?.queuedAt.getTime() === turn ? found : undefined;
  }

  private endpointOf({ orgId, endpointId }: Delivery): Promise<Endpoint | undefined> {
    return this.needs.db.of(ENDPOINTS, { orgId }).where({ id: endpointId }).first();
  }
}
