import type { Clock } from '../clock.js';
import type { CronSpec } from '../cron/cron-task.js';
import type { Database } from '../database/database.js';
import { deleteInSteps } from '../database/delete-in-steps.js';

const KEPT_DAYS = 30;
const DAY_MS = 86_400_000;

/** Deletes deliveries of all organisations with their attempts. */
export function pruneTask(db: Database, clock: Clock): CronSpec {
  return {
    name: 'host.webhooks.prune',
    description: `Deletes webhook deliveries that are older than ${KEPT_DAYS} days`,
    schedule: '17 3 * * *',
    run: ({ signal }) => deleteInSteps(oldDeliveries(db, clock), signal),
  };
}

function oldDeliveries(db: Database, clock: Clock) {
  const before = new Date(clock.now().getTime() - KEPT_DAYS * DAY_MS);
  return {
    // Ids alone, since bodies are large. What is old and pending was replayed, or waits since the site was down.
    find: (atMost: number) =>
      db.raw<{ id: number }>(
        `select id from kp_webhook_deliveries where created_at < ? and status <> 'pending'
         order by created_at, id limit ?`,
        [before, atMost],
      ),
    remove: (ids: readonly number[]) =>
      db.transaction(async () => {
        await db.query('kp_webhook_attempts').whereIn('delivery_id', ids).delete();
        await db.query('kp_webhook_deliveries').whereIn('id', ids).delete();
      }),
  };
}
