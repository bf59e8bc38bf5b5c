import type { Database } from '../database/database.js';
import { type Tenant, tenantTable } from '../database/database.js';
import { ProblemError } from '../http/problem.js';

export type EndpointStatus = 'active' | 'paused';
/** `manual`: somebody has. `gone`: the receiver answered 410. `failing`: nothing has got through for long. */
export type PauseReason = 'manual' | 'gone' | 'failing';

/** An address of an organisation that is told of events. */
export interface Endpoint {
  readonly id: number;
  /** UUIDv7 */
  readonly publicId: string;
  readonly orgId: number;
  readonly url: string;
  readonly description: string | null;
  /** Patterns, at least one. */
  readonly events: readonly string[];
  readonly status: EndpointStatus;
  readonly pausedReason: PauseReason | null;
  readonly pausedAt: Date | null;
  /** Since when nothing has got through; null while all is well. */
  readonly failingSince: Date | null;
  /** Deliveries given up since then. */
  readonly givenUp: number;
  /** Until then the secret before the present one signs as well. */
  readonly previousSecretUntil: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface EndpointValues {
  readonly url: string;
  readonly description?: string | null;
  /** Default: all. */
  readonly events?: readonly string[];
}

export const ENDPOINTS = tenantTable<Endpoint>('kp_webhook_endpoints', {
  instants: ['pausedAt', 'failingSince', 'previousSecretUntil', 'createdAt', 'updatedAt'],
  json: ['events'],
});

export async function endpointOf(db: Database, tenant: Tenant, publicId: string): Promise<Endpoint> {
  const endpoint = await db.of(ENDPOINTS, tenant).where({ publicId }).first();
  if (endpoint) return endpoint;
  throw new ProblemError('not_found', 'No such webhook', { data: { id: publicId, resource: 'webhook' } });
}

/** The same, kept from changing until the transaction ends. */
export async function lockedEndpoint(
  db: Database,
  tenant: Tenant,
  id: number,
): Promise<Endpoint | undefined> {
  return db.of(ENDPOINTS, tenant).where({ id }).forUpdate().first();
}
