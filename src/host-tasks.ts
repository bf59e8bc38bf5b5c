import type { AccountMails } from './account-mails/create-account-mails.js';
import type { ApiKeyWarnings } from './auth/api-key-warnings.js';
import type { AuthRooms } from './auth/create-auth.js';
import type { CronRoom } from './cron/create-cron.js';
import type { CronSpec } from './cron/cron-task.js';
import type { Idempotency } from './http/idempotency/idempotency.js';
import type { MailRoom } from './mail/create-mail.js';
import type { NotificationsRoom } from './notifications/create-notifications.js';

export interface HostTaskNeeds {
  readonly apiKeyWarnings: Pick<ApiKeyWarnings, 'send'>;
  readonly accountMails: Pick<AccountMails, 'cleanUp'>;
  readonly auth: Pick<AuthRooms, 'cleanUp'>;
  readonly cron: Pick<CronRoom, 'prune'>;
  readonly idempotency: Pick<Idempotency, 'prune'>;
  readonly mail: Pick<MailRoom, 'cleanUp'>;
  readonly notifications: Pick<NotificationsRoom, 'cleanUp'>;
}

/** What the host itself does at fixed times. */
export function hostTasks({
  accountMails,
  apiKeyWarnings,
  auth,
  cron,
  idempotency,
  mail,
  notifications,
}: HostTaskNeeds): CronSpec[] {
  return [
    {
      name: 'host.expired-credentials',
      description: 'Deletes sessions, tokens and attempts to sign in that have expired',
      schedule: '11 * * * *',
      run: () => auth.cleanUp(),
    },
    {
      name: 'host.expired-links',
      description: 'Deletes invitations, links to new passwords, and devices that are long unseen',
      schedule: '13 * * * *',
      run: () => accountMails.cleanUp(),
    },
    {
      name: 'host.idempotency-keys',
      description: 'Deletes what was answered to an Idempotency-Key more than a day ago',
      schedule: '17 * * * *',
      run: ({ signal }) => idempotency.prune(signal),
    },
    {
      name: 'host.cron-history',
      description: 'Deletes old runs of cron tasks; the newest thousand of each stay',
      schedule: '23 * * * *',
      run: () => cron.prune(),
    },
    {
      name: 'host.mails',
      description: 'Deletes mails 90 days after they were written, unless they are still to leave',
      schedule: '37 3 * * *',
      run: ({ signal }) => mail.cleanUp(signal),
    },
    {
      name: 'host.notifications',
      description: 'Deletes notifications three months after they were read, and a year after they were made',
      schedule: '41 3 * * *',
      run: ({ signal }) => notifications.cleanUp(signal),
    },
    {
      name: 'host.api-key-warnings',
      description: 'Tells holders of API keys 14, 3 and 1 days before they expire',
      schedule: '7 6 * * *',
      run: ({ signal }) => apiKeyWarnings.send(signal),
    },
  ];
}
