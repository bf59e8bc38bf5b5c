import type { Whole } from '../../http/params.js';
import type { NewNotification } from '../../notifications/notification.js';
import type { Notification } from '../../notifications/notification-row.js';

/** @isInt @minimum 1 @maximum 100 */
export type Limit = number;

/** @isInt @minimum 0 @maximum 1000000000 */
export type Offset = number;

export type NotificationType = 'info' | 'warning' | 'error' | 'success';

export interface NotificationBody {
  /**
   * One line.
   * @minLength 1
   * @maxLength 200
   */
  title: string;
  /**
   * @minLength 1
   * @maxLength 5000
   */
  message: string;
  /** Default `info`. */
  type?: NotificationType;
  /**
   * What it comes from, in words of the caller. Default `api`.
   * @pattern \S
   * @maxLength 120
   */
  source?: string;
  /**
   * Path of the site or an absolute http address.
   * @minLength 1
   * @maxLength 2000
   */
  link?: string;
}

export interface NotificationChange {
  read: boolean;
}

export interface NotificationView {
  id: string;
  title: string;
  message: string;
  type: NotificationType;
  /** What it comes from: `webhooks.paused`, or what its maker said. */
  source: string;
  link: string | null;
  priority: 'low' | 'normal' | 'high';
  read: boolean;
  read_at: string | null;
  created_at: string;
}

/** How many are unread. */
export interface UnreadCount {
  count: Whole;
}

export interface MarkedAll {
  data: MarkedRead;
  meta: { [name: string]: unknown };
}

export interface MarkedRead {
  success: boolean;
  /** How many were unread. */
  updated: Whole;
}

export function newNotification({
  type = 'info',
  source = 'api',
  ...rest
}: NotificationBody): NewNotification {
  return { ...rest, type: source, level: type };
}

export function notificationView(note: Notification): NotificationView {
  const { publicId, title, message, level, type, link, priority, isRead, readAt, createdAt } = note;
  return {
    ...{ id: publicId, title, message, type: level, source: type, link, priority, read: isRead },
    read_at: readAt?.toISOString() ?? null,
    created_at: createdAt.toISOString(),
  };
}
