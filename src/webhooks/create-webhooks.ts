import type { Audit } from '../audit/audit.js';
import type { Clock } from '../clock.js';
import type { HostDatabase } from '../database/host-database.js';
import type { JobsRoom } from '../jobs/create-jobs.js';
import type { Logger } from '../log.js';
import type { Revisions } from '../nodes/revisions.js';
import type { Notifications } from '../notifications/notification.js';
import type { Outgoing } from '../outgoing/outgoing.js';
import { OwnedRegistry } from '../owned-registry.js';
import type { Secrets } from '../vault/secrets.js';
import type { WebhookEventSpec, Webhooks } from './webhook-event.js';

export interface WebhooksNeeds {
  readonly db: HostDatabase;
  readonly clock: Clock;
  readonly log: Logger;
  readonly audit: Audit;
  readonly jobs: JobsRoom;
  readonly outgoing: Outgoing;
  readonly secrets: Secrets;
  readonly notifications: Notifications;
  readonly revisions: Revisions;
}

export interface WebhooksRoom {
  readonly events: OwnedRegistry<WebhookEventSpec>;
  readonly webhooks: Webhooks;
}

export function createWebhooks(_needs: WebhooksNeeds): WebhooksRoom {
  return {
    events: new OwnedRegistry<WebhookEventSpec>('webhook event'),
    webhooks: { emit: () => Promise.reject(new Error('Webhooks are not there yet')) },
  };
}
