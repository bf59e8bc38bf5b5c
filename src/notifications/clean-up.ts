import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import { notifications } from './notification-row.js';

const DAY_MS = 86_400_000;
const AT_ONCE = 500;
/** Days that something is kept. */
const KEPT = [
  { isRead: true, days: 90 },
  { isRead: false, days: 365 },
] as const;

/** Deletes what nobody needs any more, a little at a time. */
export async function cleanUp(db: Database, clock: Clock, signal: AbortSignal): Promise<void> {
  for (const { isRead, days } of KEPT) {
    const before = new Date(clock.now().getTime() - days * DAY_MS);
    while (!signal.aborted && (await deleteSome(db, isRead, before)) === AT_ONCE);
  }
}

async function deleteSome(db: Database, isRead: boolean, before: Date): Promise<number> {
  const old = await db.raw<{ id: number }>(
    `select id from ${notifications.name} where is_read = ? and created_at < ? order by created_at limit ${AT_ONCE}`,
    [isRead, before],
  );
  const ids = old.map(({ id }) => id);
  if (ids.length > 0) await db.query(notifications.name).whereIn('id', ids).delete();
  return ids.length;
}
