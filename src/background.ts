import { type AccountMails, createAccountMails } from './account-mails/create-account-mails.js';
import type { AccountRooms } from './accounts/create-accounts.js';
import type { Audit } from './audit/audit.js';
import { ApiKeyWarnings } from './auth/api-key-warnings.js';
import type { AuthRooms } from './auth/create-auth.js';
import { systemPrincipal } from './auth/system-principal.js';
import type { Clock } from './clock.js';
import type { Config } from './config.js';
import { type CronRoom, createCron } from './cron/create-cron.js';
import type { CronTimes } from './cron/cron-tables.js';
import type { HostDatabase } from './database/host-database.js';
import type { Health } from './health/health.js';
import { createJobs, type JobsRoom } from './jobs/create-jobs.js';
import type { Logger } from './log.js';
import { createMail, type MailRoom } from './mail/create-mail.js';
import type { Nodes } from './nodes/nodes.js';
import type { Revisions } from './nodes/revisions.js';
import { createNotifications, type NotificationsRoom } from './notifications/create-notifications.js';
import type { OptionStore } from './options/option-store.js';
import { createOutgoing } from './outgoing/create-outgoing.js';
import type { Outgoing } from './outgoing/outgoing.js';
import { createPdf, type PdfRoom } from './pdf/create-pdf.js';
import type { PluginBackground, Registries } from './plugins/background-ports.js';
import type { Room } from './room.js';
import { Vault } from './vault/vault.js';
import { createWebhooks, type WebhooksRoom, type WebhookTiming } from './webhooks/create-webhooks.js';

export interface BackgroundNeeds {
  readonly config: Config;
  readonly db: HostDatabase;
  readonly clock: Clock;
  readonly log: Logger;
  readonly audit: Audit;
  readonly accounts: AccountRooms;
  readonly auth: AuthRooms;
  readonly options: OptionStore;
  readonly health: Health;
  readonly nodes: Nodes;
  readonly revisions: Revisions;
  /** Whether this process answers a request at this moment. */
  readonly isAnswering: () => boolean;
  readonly cronTimes: Partial<CronTimes>;
  /** For tests. */
  readonly webhookTiming?: WebhookTiming;
}

/** What plugins live on beside requests. */
export interface Background extends Room {
  readonly vault: Vault;
  readonly outgoing: Outgoing;
  readonly pdf: PdfRoom;
  readonly jobs: JobsRoom;
  readonly cron: CronRoom;
  readonly mail: MailRoom;
  readonly accountMails: AccountMails;
  readonly webhooks: WebhooksRoom;
  readonly notifications: NotificationsRoom;
  readonly apiKeyWarnings: ApiKeyWarnings;
}

export function createBackground(needs: BackgroundNeeds): Background {
  const { accounts, auth, config } = needs;
  const vault = new Vault({ ...needs, keys: auth.secretKeys.derive('vault') });
  const outgoing = createOutgoing({ allow: config.outgoingAllow });
  const pdf = createPdf();
  const jobs = createJobs({ ...needs, actAs: systemPrincipal });
  needs.health.watches(() => jobs.statistics.problems());
  const cron = createCron(needs);
  const { smtpUrl, mailFrom, dataDir, siteUrl } = config;
  const keys = auth.secretKeys.derive('mail');
  const mail = createMail({ ...needs, jobs, keys, smtpUrl, mailFrom, dataDir });
  needs.health.watches(() => mail.problems());
  const accountMails = createAccountMails({ ...needs, jobs, mail, siteUrl });
  const { effectiveScopes } = auth;
  const notifications = createNotifications({ ...needs, accounts, effectiveScopes, mail, siteUrl });
  const { db, clock } = needs;
  const apiKeyWarnings = new ApiKeyWarnings(db, clock, notifications.notifications);
  const secrets = vault.owned('host.webhooks');
  const webhooks = createWebhooks({
    ...needs,
    jobs,
    cron,
    outgoing,
    secrets,
    notifications: notifications.notifications,
    timing: needs.webhookTiming,
  });
  return {
    vault,
    outgoing,
    pdf,
    jobs,
    cron,
    mail,
    accountMails,
    webhooks,
    notifications,
    apiKeyWarnings,
    async start() {
      for (const room of [webhooks, mail, jobs, cron]) await room.start();
    },
    async stop() {
      // Side by side: one that waits for work which does not end keeps no other from giving its own back.
      await Promise.all([cron.stop(), jobs.stop()]);
      await mail.stop();
      await webhooks.stop();
      await Promise.all([outgoing.close(), pdf.close()]);
    },
  };
}

/** The same, as plugins use it. */
export function pluginBackground(background: Background, pages: Registries['pages']): PluginBackground {
  const { cron, jobs, mail, notifications, outgoing, pdf, vault, webhooks } = background;
  const registries = {
    jobs: jobs.kinds,
    cron: cron.tasks,
    mails: mail.templates,
    events: webhooks.events,
    pages,
  };
  return {
    registries,
    jobs: jobs.jobs,
    mailer: mail.mailer,
    webhooks: webhooks.webhooks,
    notifications: notifications.notifications,
    outgoing,
    pdf,
    vault,
  };
}
