import type { AccountRooms } from '../accounts/create-accounts.js';
import type { EffectiveScopes } from '../auth/effective-scopes.js';
import type { Clock } from '../clock.js';
import type { HostDatabase } from '../database/host-database.js';
import type { MailRoom } from '../mail/create-mail.js';
import { cleanUp } from './clean-up.js';
import { Inbox } from './inbox.js';
import { noticeTemplate } from './notice-mail.js';
import { Notifier } from './notifier.js';

export interface NotificationsNeeds {
  readonly db: HostDatabase;
  readonly clock: Clock;
  readonly accounts: AccountRooms;
  readonly effectiveScopes: EffectiveScopes;
  readonly mail: Pick<MailRoom, 'templates' | 'mailer'>;
  readonly siteUrl: string;
}

export interface NotificationsRoom {
  readonly notifications: Notifier;
  readonly inbox: Inbox;
  /** Deletes what was read long ago. */
  cleanUp(signal: AbortSignal): Promise<void>;
}

export function createNotifications(needs: NotificationsNeeds): NotificationsRoom {
  const { db, clock, accounts, mail } = needs;
  const inbox = new Inbox(db, clock);
  mail.templates.declare('host.notifications', [noticeTemplate]);
  accounts.users.listen({ removed: (userId) => inbox.removeUser(userId) });
  return { notifications: new Notifier(needs), inbox, cleanUp: (signal) => cleanUp(db, clock, signal) };
}
