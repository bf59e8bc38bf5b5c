import { isIPv6 } from 'node:net';
import type { Users } from '../accounts/users.js';
import { sha256 } from '../auth/secrets.js';
import type { Session } from '../auth/sessions.js';
import type { Clock } from '../clock.js';
import { againOnDuplicate } from '../database/again-on-duplicate.js';
import { type Database, siteTable } from '../database/database.js';
import type { AccountMailer } from './account-mailer.js';

interface DeviceRow {
  readonly id: number;
  readonly userId: number;
  readonly deviceHash: string;
  readonly createdAt: Date;
  readonly seenAt: Date;
}

interface Needs {
  readonly db: Database;
  readonly clock: Clock;
  readonly users: Users;
  readonly mailer: AccountMailer;
  readonly isWanted: () => Promise<boolean>;
}

const TABLE = siteTable<DeviceRow>('kp_known_devices', { instants: ['createdAt', 'seenAt'] });
const FORGOTTEN_MS = 180 * 86_400_000;

/** A mail when somebody signs in from where they have not been before: once for each device and network. */
export class SignInNotices {
  constructor(private readonly needs: Needs) {}

  /** Joins the transaction that opens the session. The first place of all is nothing new. */
  async opened(session: Session): Promise<void> {
    const { clock, db, isWanted, mailer, users } = this.needs;
    const { userId } = session;
    const deviceHash = deviceOf(session);
    const now = clock.now();
    await againOnDuplicate(db, async () => {
      const own = db.site(TABLE).where({ userId });
      if ((await own.where({ deviceHash }).update({ seenAt: now })) > 0) return;
      const isFirst = (await own.first()) === undefined;
      await db.site(TABLE).insert({ userId, deviceHash, createdAt: now, seenAt: now });
      const user = isFirst || !(await isWanted()) ? undefined : await users.byId(userId);
      if (user) await mailer.newSignIn(user, session);
    });
  }

  async forget(userId: number): Promise<void> {
    await this.needs.db.site(TABLE).where({ userId }).delete();
  }

  /** Where nobody has been for half a year is new again. */
  async cleanUp(): Promise<void> {
    const before = new Date(this.needs.clock.now().getTime() - FORGOTTEN_MS);
    await this.needs.db.site(TABLE).compare('seenAt', '<', before).delete();
  }
}

/** The program without its version, which changes by itself, and the network. */
function deviceOf({ address, userAgent }: Session): string {
  const program = (userAgent ?? '').replace(/[\d._]+/g, '');
  return sha256(`${program}\n${networkOf(address ?? '')}`);
}

function networkOf(address: string): string {
  if (!isIPv6(address)) return address.split('.').slice(0, 3).join('.');
  return address.split(':').slice(0, 3).join(':');
}
