import type { InstantText, Whole } from '../../http/params.js';
import type { Delivery, DeliveryAttempt, DeliveryStatus } from '../../webhooks/delivery.js';
import type { Endpoint, EndpointStatus, PauseReason } from '../../webhooks/endpoint.js';
import { redactedValue } from '../../webhooks/redaction.js';
import type { Description, EventPattern, GraceSeconds, WebhookUrl } from './webhook-parameters.js';

/** An address that is told of events. Its secret is shown once, when it is made or rotated. */
export interface WebhookView {
  publicId: string;
  url: string;
  description: string | null;
  events: string[];
  status: EndpointStatus;
  /** `manual`; `gone`: it answered 410; `failing`: nothing got through for five days, or twenty were given up. */
  pausedReason: PauseReason | null;
  pausedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/** With the secret, `whsec_…`: it is not shown again. */
export interface WebhookWithSecret extends WebhookView {
  secret: string;
}

export interface WebhookPatch {
  url?: WebhookUrl;
  description?: Description | null;
  /**
   * Patterns of events. Default: all.
   * @minItems 1
   * @maxItems 50
   */
  events?: EventPattern[];
}

export interface WebhookBody extends WebhookPatch {
  url: WebhookUrl;
}

export interface RotationBody {
  graceSeconds?: GraceSeconds;
}

/** One event on its way. `publicId` is its `webhook-id`. */
export interface DeliveryView {
  publicId: string;
  event: string;
  status: DeliveryStatus;
  /** So far, replays too. */
  attempts: Whole;
  /** Of the last answer. */
  lastStatus: Whole | null;
  lastError: string | null;
  createdAt: Date;
  endedAt: Date | null;
}

/** One try, secrets masked and long answers cut. */
export interface DeliveryAttemptView {
  number: Whole;
  startedAt: Date;
  milliseconds: Whole;
  /** Null where there was no answer. */
  status: Whole | null;
  error: string | null;
  responseHeaders: Record<string, string> | null;
  responseBody: string | null;
}

/** With its body, in which what looks like a secret is masked: the body that is sent is whole. */
export interface DeliveryDetails extends DeliveryView {
  payload: Record<string, unknown>;
  /** Oldest first, at most a hundred. */
  tries: DeliveryAttemptView[];
}

export interface ReplayBody {
  from: InstantText;
  /** The first instant that is not included. */
  to: InstantText;
  /** Default: those that were given up. */
  only?: 'failed' | 'all';
}

export interface ReplayView {
  /** How many are sent again. */
  queued: Whole;
  /** Call once more with this as `from`: there were more than one call takes. */
  next: Date | null;
}

export function webhookView(endpoint: Endpoint): WebhookView {
  const { publicId, url, description, events, status } = endpoint;
  const { pausedReason, pausedAt, createdAt, updatedAt } = endpoint;
  const times = { pausedReason, pausedAt, createdAt, updatedAt };
  return { publicId, url, description, events: [...events], status, ...times };
}

export function deliveryView(delivery: Delivery): DeliveryView {
  const { publicId, event, status, attempts, lastStatus, lastError, createdAt, endedAt } = delivery;
  return { publicId, event, status, attempts, lastStatus, lastError, createdAt, endedAt };
}

export function deliveryDetails(delivery: Delivery, tries: readonly DeliveryAttempt[]): DeliveryDetails {
  const payload = redactedValue(JSON.parse(delivery.payload)) as Record<string, unknown>;
  return { ...deliveryView(delivery), payload, tries: tries.map(attemptView) };
}

function attemptView({ id, orgId, deliveryId, ...shown }: DeliveryAttempt): DeliveryAttemptView {
  return shown as DeliveryAttemptView;
}
