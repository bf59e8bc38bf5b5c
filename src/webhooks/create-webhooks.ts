import type { Audit } from '../audit/audit.js';
import type { Clock } from '../clock.js';
import type { CronRoom } from '../cron/create-cron.js';
import type { HostDatabase } from '../database/host-database.js';
import type { JobsRoom } from '../jobs/create-jobs.js';
import type { JobSpec } from '../jobs/job.js';
import type { Logger } from '../log.js';
import type { Revisions } from '../nodes/revisions.js';
import type { Notifications } from '../notifications/notification.js';
import type { Outgoing } from '../outgoing/outgoing.js';
import { OwnedRegistry } from '../owned-registry.js';
import type { Room } from '../room.js';
import type { Secrets } from '../vault/secrets.js';
import { AutomaticPause } from './automatic-pause.js';
import { deliverJob } from './deliver-job.js';
import { Deliveries } from './deliveries.js';
import { DeliveryLog } from './delivery-log.js';
import { Emitter } from './emitter.js';
import { EndpointSecrets } from './endpoint-secrets.js';
import { Endpoints } from './endpoints.js';
import { pruneTask } from './old-deliveries.js';
import { Sender } from './sender.js';
import { Subscriptions } from './subscriptions.js';
import type { WebhookEventSpec, Webhooks } from './webhook-event.js';

export interface WebhooksNeeds {
  readonly db: HostDatabase;
  readonly clock: Clock;
  readonly log: Logger;
  readonly audit: Audit;
  readonly jobs: JobsRoom;
  readonly cron: CronRoom;
  readonly outgoing: Outgoing;
  readonly secrets: Secrets;
  readonly notifications: Notifications;
  readonly revisions: Revisions;
  readonly timing?: WebhookTiming;
}

/** For tests, which cannot wait for a day. */
export interface WebhookTiming {
  /** Milliseconds between attempts. */
  readonly pauses?: readonly number[];
  /** For one attempt. */
  readonly timeoutMs?: number;
}

export interface WebhooksRoom extends Room {
  readonly events: OwnedRegistry<WebhookEventSpec>;
  readonly webhooks: Webhooks;
  readonly endpoints: Endpoints;
  readonly deliveries: Deliveries;
}

const OWNER = 'host.webhooks';

export function createWebhooks(needs: WebhooksNeeds): WebhooksRoom {
  const { db, clock, audit, cron, jobs, notifications, outgoing, revisions, timing } = needs;
  const events = new OwnedRegistry<WebhookEventSpec>('webhook event');
  const subscriptions = new Subscriptions(db, clock, revisions);
  const secrets = new EndpointSecrets(needs.secrets);
  const endpoints = new Endpoints({ ...needs, secrets, subscriptions });
  const emitter = new Emitter({ ...needs, jobs: jobs.jobs, subscriptions, events });
  const sender = new Sender(outgoing, secrets, clock, timing?.timeoutMs);
  const pause = new AutomaticPause(endpoints, notifications, clock);
  const log = new DeliveryLog(db, clock);
  const deliver = deliverJob({ db, clock, sender, deliveries: log, pause, pauses: timing?.pauses });
  jobs.kinds.declare(OWNER, [deliver as JobSpec]);
  cron.tasks.declare(OWNER, [pruneTask(db, clock)]);
  return {
    events,
    webhooks: emitter,
    endpoints,
    deliveries: new Deliveries(db, clock, audit, emitter),
    start: () => revisions.follow('webhooks', () => subscriptions.drop()),
    async stop() {},
  };
}
