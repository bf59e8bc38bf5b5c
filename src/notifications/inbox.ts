import type { Principal } from '../auth/principal.js';
import type { Clock } from '../clock.js';
import type { Database, PageRequest, Rows } from '../database/database.js';
import type { Page } from '../database/page.js';
import { ProblemError } from '../http/problem.js';
import type { NotificationLevel } from './notification.js';
import { type Notification, notifications } from './notification-row.js';

export interface NotificationFilter {
  readonly isRead?: boolean;
  readonly level?: NotificationLevel;
}

/** What the caller was told in the organisation they act in. Nobody sees or changes the list of somebody else. */
export class Inbox {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Newest first. */
  list(
    actor: Principal,
    filter: NotificationFilter,
    window: PageRequest<Notification>['window'],
  ): Promise<Page<Notification>> {
    const { isRead, level } = filter;
    const total = window.kind !== 'cursor';
    return this.own(actor)
      .where({ isRead, level })
      .page({ sort: ['createdAt', 'desc'], window, total });
  }

  async get(actor: Principal, publicId: string): Promise<Notification> {
    return found(await this.own(actor).where({ publicId }).first(), publicId);
  }

  unreadCount(actor: Principal): Promise<number> {
    return this.own(actor).where({ isRead: false }).count();
  }

  async mark(actor: Principal, publicId: string, isRead: boolean): Promise<Notification> {
    return this.db.transaction(async () => {
      const before = await this.get(actor, publicId);
      if (before.isRead === isRead) return before;
      const readAt = isRead ? this.clock.now() : null;
      await this.own(actor).where({ publicId }).update({ isRead, readAt });
      return this.get(actor, publicId);
    });
  }

  /** Answers how many were unread. */
  markAll(actor: Principal): Promise<number> {
    return this.own(actor).where({ isRead: false }).update({ isRead: true, readAt: this.clock.now() });
  }

  async dismiss(actor: Principal, publicId: string): Promise<void> {
    if ((await this.own(actor).where({ publicId }).delete()) === 0) found(undefined, publicId);
  }

  /** The user is being deleted. */
  async removeUser(userId: number): Promise<void> {
    await this.db.query(notifications.name).where({ user_id: userId }).delete();
  }

  private own(actor: Principal): Rows<Notification> {
    return this.db.of(notifications, actor).where({ userId: actor.userId });
  }
}

function found(row: Notification | undefined, id: string): Notification {
  if (row) return row;
  throw new ProblemError('not_found', 'No such notification', { data: { id, resource: 'notification' } });
}
