import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import type { HealthProblem } from '../health/health.js';
import { attempts, mails } from './mail-rows.js';

const WAITING_MS = 15 * 60_000;
const DAY_MS = 86_400_000;

/** Mails that should have left, and those that were given up lately. */
export async function mailProblems(db: Database, clock: Clock): Promise<readonly HealthProblem[]> {
  const now = clock.now().getTime();
  return [...(await waiting(db, new Date(now - WAITING_MS))), ...(await givenUp(db, new Date(now - DAY_MS)))];
}

async function waiting(db: Database, before: Date): Promise<HealthProblem[]> {
  const late = db.site(mails).where({ status: 'queued' }).compare('createdAt', '<', before);
  const oldest = await late.orderBy('createdAt').first();
  if (!oldest) return [];
  const tries = db.site(attempts).where({ mailId: oldest.id });
  const last = await tries.orderBy('id', 'desc').first();
  const why = last ? `: ${last.answer}` : ', and none was tried yet';
  const detail = `${await late.count()} wait, the oldest since ${oldest.createdAt.toISOString()}${why}`;
  return [
    {
      check: 'Mails',
      detail,
      cure: 'Look after the mail server in SMTP_URL: they are tried again for two days. koapress mail list --status queued shows them.',
    },
  ];
}

async function givenUp(db: Database, since: Date): Promise<HealthProblem[]> {
  const failed = db.site(mails).where({ status: 'failed' }).compare('createdAt', '>=', since);
  const newest = await failed.orderBy('createdAt', 'desc').first();
  if (!newest) return [];
  const why = newest.error ? `, the last one: ${newest.error}` : '';
  return [
    {
      check: 'Mails',
      detail: `${await failed.count()} of the last day were given up${why}`,
      cure: 'koapress mail list --status failed shows them, koapress mail show <id> what the server said.',
    },
  ];
}
