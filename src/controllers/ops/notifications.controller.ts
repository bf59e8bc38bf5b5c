import {
  Body,
  Controller,
  Get,
  Patch,
  Path,
  Post,
  Query,
  Request,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import type { Page } from '../../database/page.js';
import { type Bare, bare, type HostRequest, principalOf } from '../../http/controllers.js';
import type { NotificationsRoom } from '../../notifications/create-notifications.js';
import {
  type Limit,
  type MarkedAll,
  type NotificationBody,
  type NotificationChange,
  type NotificationType,
  type NotificationView,
  newNotification,
  notificationView,
  type Offset,
  type UnreadCount,
} from './notification.view.js';

/** What the caller was told in the organisation they act in. A key of no user has its organisation's own list. */
@Route('notifications')
@Tags('Notifications')
export class NotificationsController extends Controller {
  constructor(private readonly room: NotificationsRoom) {
    super();
  }

  /** Newest first. */
  @Get()
  @Security('principal', ['notifications:read'])
  async listNotifications(
    @Request() request: HostRequest,
    @Query() read?: 'true' | 'false',
    @Query() type?: NotificationType,
    @Query() limit: Limit = 50,
    @Query() offset: Offset = 0,
  ): Promise<Page<NotificationView>> {
    const filter = { ...(read && { isRead: read === 'true' }), ...(type && { level: type }) };
    const window = { kind: 'offset', offset, limit } as const;
    return (await this.room.inbox.list(principalOf(request), filter, window)).map(notificationView);
  }

  /**
   * Makes a notification for the caller. A key that belongs to no user tells its organisation: the list of such keys,
   * and all members who may read notifications.
   */
  @Post()
  @Security('principal', ['notifications:write'])
  @SuccessResponse(201)
  async createNotification(
    @Request() request: HostRequest,
    @Body() body: NotificationBody,
  ): Promise<NotificationView> {
    const actor = principalOf(request);
    const publicId = await this.room.notifications.create(actor, newNotification(body));
    return notificationView(await this.room.inbox.get(actor, publicId));
  }

  @Get('unread-count')
  @Security('principal', ['notifications:read'])
  async getNotificationUnreadCount(@Request() request: HostRequest): Promise<UnreadCount> {
    return { count: await this.room.inbox.unreadCount(principalOf(request)) };
  }

  @Patch('read-all')
  @Security('principal', ['notifications:write'])
  async markAllNotificationsRead(@Request() request: HostRequest): Promise<Bare<MarkedAll>> {
    const updated = await this.room.inbox.markAll(principalOf(request));
    return bare({ data: { success: true, updated }, meta: {} });
  }

  @Get('{id}')
  @Security('principal', ['notifications:read'])
  async getNotification(@Request() request: HostRequest, @Path() id: string): Promise<NotificationView> {
    return notificationView(await this.room.inbox.get(principalOf(request), id));
  }

  /** Marks one as read, or as unread again. */
  @Patch('{id}')
  @Security('principal', ['notifications:write'])
  async markNotification(
    @Request() request: HostRequest,
    @Path() id: string,
    @Body() body: NotificationChange,
  ): Promise<NotificationView> {
    return notificationView(await this.room.inbox.mark(principalOf(request), id, body.read));
  }
}
