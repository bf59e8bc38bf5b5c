import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import { deleteInSteps } from '../database/delete-in-steps.js';
import { notifications } from './notification-row.js';

const DAY_MS = 86_400_000;
/** Days that something is kept. */
const KEPT = [
  { isRead: true, days: 90 },
  { isRead: false, days: 365 },
] as const;

/** Deletes what nobody needs any more. */
export async function cleanUp(db: Database, clock: Clock, signal: AbortSignal): Promise<void> {
  for (const { isRead, days } of KEPT) {
    const before = new Date(clock.now().getTime() - days * DAY_MS);
    const old = {
      find: (atMost: number) =>
        db.raw<{ id: number }>(
          `select id from ${notifications.name} where is_read = ? and created_at < ? order by created_at limit ?`,
          [isRead, before, atMost],
        ),
      remove: (ids: readonly number[]) => db.query(notifications.name).whereIn('id', ids).delete(),
    };
    await deleteInSteps(old, signal);
  }
}
