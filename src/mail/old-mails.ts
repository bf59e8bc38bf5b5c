import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import { deleteInSteps } from '../database/delete-in-steps.js';
import type { MailStatus } from './mail-rows.js';

const KEPT_DAYS = 90;
const DAY_MS = 86_400_000;
const ENDED: readonly MailStatus[] = ['sent', 'failed', 'suppressed'];

/** Deletes mails that were written long ago, with what mail servers said of them. What is still to leave stays. */
export async function deleteOldMails(db: Database, clock: Clock, signal: AbortSignal): Promise<void> {
  const before = new Date(clock.now().getTime() - KEPT_DAYS * DAY_MS);
  for (const status of ENDED) await deleteInSteps(oldMails(db, status, before), signal);
}

function oldMails(db: Database, status: MailStatus, before: Date) {
  return {
    find: (atMost: number) =>
      db.raw<{ id: number }>(
        'select id from kp_mails where status = ? and created_at < ? order by created_at, id limit ?',
        [status, before, atMost],
      ),
    remove: (ids: readonly number[]) =>
      db.transaction(async () => {
        await db.query('kp_mail_attempts').whereIn('mail_id', ids).delete();
        await db.query('kp_mails').whereIn('id', ids).delete();
      }),
  };
}
