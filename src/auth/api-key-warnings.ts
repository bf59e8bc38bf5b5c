import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import type { NewNotification, Notifications } from '../notifications/notification.js';
import { type ApiKey, anyKeys, keys, maskedKey } from './api-key-row.js';

/** Days before the end, farthest first; each warning is sent once. */
const WARNED_AT = [14, 3, 1] as const;
const DAY_MS = 86_400_000;
const AT_ONCE = 100;

/** Tells whoever can renew a key that it is about to expire, in the site and by mail. */
export class ApiKeyWarnings {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly notifications: Notifications,
  ) {}

  /** Once a day. May be interrupted, and run twice at once: a warning and its mark are one transaction. */
  async send(signal: AbortSignal): Promise<void> {
    const now = this.clock.now();
    const until = new Date(now.getTime() + WARNED_AT[0] * DAY_MS);
    for (let last = 0; !signal.aborted; ) {
      const due = await this.db.raw<{ id: number; org_id: number }>(
        `select id, org_id from kp_api_keys where expires_at > ? and expires_at <= ? and id > ?
          and revoked_at is null and deleted_at is null order by id limit ${AT_ONCE}`,
        [now, until, last],
      );
      if (due.length === 0) return;
      for (const { id, org_id: orgId } of due) await this.warn(Number(id), Number(orgId), now);
      last = Number(due.at(-1)?.id);
    }
  }

  private async warn(id: number, orgId: number, now: Date): Promise<void> {
    await this.db.transaction(async () => {
      const live = this.db.of(keys, { orgId }).where({ id, revokedAt: null, deletedAt: null });
      const key = await live.forUpdate().first();
      const days = key && thresholdOf(key, now);
      if (!key || days === undefined) return;
      await this.db.site(anyKeys).where({ id }).update({ warnedDays: days });
      const note = warning(key, days);
      if (key.userId === null) await this.notifications.notifyHolders(orgId, 'api-keys:write', note);
      else await this.notifications.notify({ userId: key.userId, orgId }, note);
    });
  }
}

/** The nearest one that has been reached and was not told yet. */
function thresholdOf({ expiresAt, warnedDays }: ApiKey, now: Date): number | undefined {
  if (!expiresAt) return undefined;
  const left = expiresAt.getTime() - now.getTime();
  const reached = WARNED_AT.filter((days) => left <= days * DAY_MS).at(-1);
  return reached !== undefined && (warnedDays === null || reached < warnedDays) ? reached : undefined;
}

function warning(key: ApiKey, days: number): NewNotification {
  const when = `${key.expiresAt?.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return {
    type: 'api-keys.expiring',
    level: 'warning',
    priority: days === 1 ? 'high' : 'normal',
    title: `The API key ${key.name.slice(0, 120)} expires in ${days === 1 ? 'a day' : `${days} days`} or less`,
    message: `The API key "${key.name}" (${maskedKey(key)}) stops working at ${when}. Make another one in time.`,
    data: { publicId: key.publicId, expiresAt: key.expiresAt, days },
    mail: true,
  };
}
