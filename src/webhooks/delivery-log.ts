import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import { ATTEMPTS, DELIVERIES, type Delivery, type DeliveryStatus } from './delivery.js';
import { ENDPOINTS, type Endpoint, lockedEndpoint } from './endpoint.js';
import type { Sent } from './sender.js';

/** Writes down what came of attempts. In the caller's transaction. */
export class DeliveryLog {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  async attempt({ id, orgId }: Delivery, sent: Sent): Promise<void> {
    const locked = await this.db.of(DELIVERIES, { orgId }).where({ id }).forUpdate().first();
    if (!locked) return;
    const { retryAfter: _, ...shown } = sent;
    const attempts = locked.attempts + 1;
    await this.db.of(ATTEMPTS, { orgId }).insert({ ...shown, deliveryId: id, number: attempts });
    const last = { attempts, lastStatus: sent.status, lastError: sent.error };
    await this.db.of(DELIVERIES, { orgId }).where({ id }).update(last);
  }

  async end({ id, orgId }: Pick<Delivery, 'id' | 'orgId'>, status: DeliveryStatus, error: string | null) {
    const ended = { status, lastError: error?.slice(0, 500) ?? null, endedAt: this.clock.now() };
    await this.db.of(DELIVERIES, { orgId }).where({ id }).update(ended);
  }

  /** Something got through: the run of failures is over. Writes nothing while there was none. */
  async recovered({ id, orgId, failingSince, givenUp }: Endpoint): Promise<void> {
    if (failingSince === null && givenUp === 0) return;
    await this.db.of(ENDPOINTS, { orgId }).where({ id }).update({ failingSince: null, givenUp: 0 });
  }

  /** Counts a delivery that was given up, and answers the endpoint as it is then. */
  async gaveUp({ endpointId, orgId, queuedAt }: Delivery): Promise<Endpoint | undefined> {
    const endpoint = await lockedEndpoint(this.db, { orgId }, endpointId);
    if (!endpoint) return undefined;
    const run = { failingSince: endpoint.failingSince ?? queuedAt, givenUp: endpoint.givenUp + 1 };
    await this.db.of(ENDPOINTS, { orgId }).where({ id: endpointId }).update(run);
    return { ...endpoint, ...run };
  }
}
