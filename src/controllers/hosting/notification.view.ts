import type { Notification } from '../../notifications/notification-row.js';
import type { Instant } from './self-user.view.js';

export interface NotificationOutput {
  id: string;
  /** Machine word: `webhooks.paused`. */
  name: string;
  title: string;
  description: string;
  priority: 'low' | 'normal' | 'high';
  /** Empty: it leads nowhere. */
  url: string;
  created_at: Instant;
}

export function notificationOutput(note: Notification): NotificationOutput {
  const { publicId, type, title, message, priority, link, createdAt } = note;
  return {
    ...{ id: publicId, name: type, title, description: message, priority, url: link ?? '' },
    created_at: createdAt.toISOString(),
  };
}
