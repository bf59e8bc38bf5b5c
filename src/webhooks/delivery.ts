import { tenantTable } from '../database/database.js';

/** `pending`: waits for its first or next attempt. `failed`: given up; it can be replayed. */
export type DeliveryStatus = 'pending' | 'delivered' | 'failed';

/** One event on its way to one endpoint. */
export interface Delivery {
  readonly id: number;
  /** UUIDv7, and the `webhook-id` of all attempts, replays too. */
  readonly publicId: string;
  readonly orgId: number;
  readonly endpointId: number;
  readonly event: string;
  /** The body, byte by byte: `{"id","type","timestamp","data"}`. */
  readonly payload: string;
  readonly status: DeliveryStatus;
  /** So far, replays too. */
  readonly attempts: number;
  /** Of the last answer. */
  readonly lastStatus: number | null;
  readonly lastError: string | null;
  readonly createdAt: Date;
  /** Made or replayed last. */
  readonly queuedAt: Date;
  /** Delivered or given up. */
  readonly endedAt: Date | null;
}

/** One try, as it may be shown: secrets masked, and cut. */
export interface DeliveryAttempt {
  readonly id: number;
  readonly orgId: number;
  readonly deliveryId: number;
  /** From 1. */
  readonly number: number;
  readonly startedAt: Date;
  readonly milliseconds: number;
  /** Null where there was no answer. */
  readonly status: number | null;
  readonly error: string | null;
  readonly responseHeaders: Readonly<Record<string, string>> | null;
  readonly responseBody: string | null;
}

/** Both are written far more often than listed. */
export const DELIVERIES = tenantTable<Delivery>('kp_webhook_deliveries', {
  instants: ['createdAt', 'queuedAt', 'endedAt'],
  keepTotals: false,
});
export const ATTEMPTS = tenantTable<DeliveryAttempt>('kp_webhook_attempts', {
  instants: ['startedAt'],
  json: ['responseHeaders'],
  keepTotals: false,
});

/** Of the job that sends a delivery. */
export interface DeliverPayload {
  readonly delivery: string;
  /** `queuedAt` in milliseconds: a replay begins another turn. */
  readonly turn: number;
}

export const DELIVER_JOB = 'host.webhooks.deliver';
