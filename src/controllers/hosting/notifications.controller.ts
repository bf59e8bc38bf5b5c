import {
  Controller,
  Delete,
  Get,
  Path,
  Query,
  Request,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import type { Page } from '../../database/page.js';
import { type HostRequest, principalOf } from '../../http/controllers.js';
import type { Inbox } from '../../notifications/inbox.js';
import { type NotificationOutput, notificationOutput } from './notification.view.js';

/** @isInt @minimum 1 @maximum 100 */
export type Limit = number;

@Route('users/me/notifications')
@Tags('Notifications')
export class NotificationsController extends Controller {
  constructor(private readonly inbox: Inbox) {
    super();
  }

  /** List the caller's notifications, newest first. */
  @Get()
  @Security('principal', ['notifications:read'])
  async listNotifications(
    @Request() request: HostRequest,
    @Query() cursor?: string,
    @Query() limit: Limit = 50,
  ): Promise<Page<NotificationOutput>> {
    const window = { kind: 'cursor', limit, ...(cursor !== undefined && { cursor }) } as const;
    return (await this.inbox.list(principalOf(request), {}, window)).map(notificationOutput);
  }

  /** Dismiss a notification. */
  @Delete('{notification}')
  @Security('principal', ['notifications:write'])
  @SuccessResponse(204)
  async dismissNotification(@Request() request: HostRequest, @Path() notification: string): Promise<void> {
    await this.inbox.dismiss(principalOf(request), notification);
  }
}
