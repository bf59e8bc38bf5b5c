import type { Clock } from '../clock.js';
import type { CronSpec } from '../cron/cron-task.js';
import { type Database, siteTable } from '../database/database.js';
import type { Delivery, DeliveryAttempt } from './delivery.js';

/** Of whatever organisation. */
const anyDeliveries = siteTable<Delivery>('kp_webhook_deliveries', { instants: ['createdAt'] });
const anyAttempts = siteTable<DeliveryAttempt>('kp_webhook_attempts', {});

const KEPT_DAYS = 30;
const DAY_MS = 86_400_000;
const AT_ONCE = 500;

/** Deletes deliveries with their attempts once they are 30 days old: small steps, so that nobody waits for it. */
export function pruneTask(db: Database, clock: Clock): CronSpec {
  return {
    name: 'host.webhooks.prune',
    description: `Deletes webhook deliveries that are older than ${KEPT_DAYS} days`,
    schedule: '17 3 * * *',
    async run({ signal }) {
      while (!signal.aborted && (await pruneSome(db, clock)) === AT_ONCE);
    },
  };
}

/** Of all organisations: answers how many deliveries went. */
export async function pruneSome(db: Database, clock: Clock): Promise<number> {
  const limit = new Date(clock.now().getTime() - KEPT_DAYS * DAY_MS);
  const old = await db
    .site(anyDeliveries)
    .compare('createdAt', '<', limit)
    .orderBy('createdAt')
    .limit(AT_ONCE)
    .all();
  const ids = old.map(({ id }) => id);
  if (ids.length === 0) return 0;
  await db.transaction(async () => {
    await db.site(anyAttempts).whereIn('deliveryId', ids).delete();
    await db.site(anyDeliveries).whereIn('id', ids).delete();
  });
  return ids.length;
}
