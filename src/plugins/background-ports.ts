import type { CronSpec } from '../cron/cron-task.js';
import type { PageSpec } from '../http/pages/page-answer.js';
import type { JobSpec, Jobs } from '../jobs/job.js';
import type { Mailer, MailTemplate } from '../mail/mail.js';
import type { Notifications } from '../notifications/notification.js';
import type { Outgoing } from '../outgoing/outgoing.js';
import type { Registry } from '../owned-registry.js';
import type { Pdf } from '../pdf/pdf.js';
import type { Secrets } from '../vault/secrets.js';
import type { WebhookEventSpec, Webhooks } from '../webhooks/webhook-event.js';

/** Rooms in which a plugin registers something by name. */
export interface Registries {
  readonly jobs: Registry<JobSpec>;
  readonly cron: Registry<CronSpec>;
  readonly mails: Registry<MailTemplate>;
  readonly events: Registry<WebhookEventSpec>;
  readonly pages: Registry<PageSpec>;
}

/** What one plugin has registered. */
export type Registered = {
  readonly [Room in keyof Registries]: Registries[Room] extends Registry<infer Spec> ? Spec[] : never;
};

/** The background rooms as plugins use them (`src/background.ts`). */
export interface PluginBackground {
  readonly registries: Registries;
  readonly jobs: Jobs;
  readonly mailer: Mailer;
  readonly webhooks: Webhooks;
  readonly notifications: Notifications;
  readonly outgoing: Outgoing;
  readonly pdf: Pdf;
  readonly vault: {
    owned(owner: string): Secrets;
    deleteOwner(owner: string): Promise<void>;
  };
}

/** Each room with what the plugin has registered there. */
export function eachRegistry(
  registries: Registries,
  registered: Registered,
  visit: (room: Registry, specs: readonly { readonly name: string }[]) => void,
): void {
  for (const room of Object.keys(registries) as (keyof Registries)[]) {
    visit(registries[room] as unknown as Registry, registered[room]);
  }
}
