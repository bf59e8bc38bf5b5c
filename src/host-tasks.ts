import type { AuthRooms } from './auth/create-auth.js';
import type { CronRoom } from './cron/create-cron.js';
import type { CronSpec } from './cron/cron-task.js';

export interface HostTaskNeeds {
  readonly auth: Pick<AuthRooms, 'cleanUp'>;
  readonly cron: Pick<CronRoom, 'prune'>;
}

/** What the host itself does at fixed times. */
export function hostTasks({ auth, cron }: HostTaskNeeds): CronSpec[] {
  return [
    {
      name: 'host.expired-credentials',
      description: 'Deletes sessions, tokens and attempts to sign in that have expired',
      schedule: '11 * * * *',
      run: () => auth.cleanUp(),
    },
    {
      name: 'host.cron-history',
      description: 'Deletes old runs of cron tasks; the newest thousand of each stay',
      schedule: '23 * * * *',
      run: () => cron.prune(),
    },
  ];
}
