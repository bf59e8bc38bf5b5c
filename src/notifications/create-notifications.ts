import type { AccountRooms } from '../accounts/create-accounts.js';
import type { EffectiveScopes } from '../auth/effective-scopes.js';
import type { Clock } from '../clock.js';
import type { HostDatabase } from '../database/host-database.js';
import type { Mailer } from '../mail/mail.js';
import type { Notifications } from './notification.js';

export interface NotificationsNeeds {
  readonly db: HostDatabase;
  readonly clock: Clock;
  readonly accounts: AccountRooms;
  readonly effectiveScopes: EffectiveScopes;
  readonly mailer: Mailer;
}

export interface NotificationsRoom {
  readonly notifications: Notifications;
}

export function createNotifications(_needs: NotificationsNeeds): NotificationsRoom {
  const missing = () => Promise.reject(new Error('Notifications are not there yet'));
  return { notifications: { notify: missing, notifyHolders: missing } };
}
