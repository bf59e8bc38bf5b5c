import {
  Body,
  Controller,
  Get,
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
import { type HostRequest, principalOf } from '../../http/controllers.js';
import type { InstantText, PageNumber, PageSize } from '../../http/params.js';
import type { WebhooksRoom } from '../../webhooks/create-webhooks.js';
import type { DeliveryStatus } from '../../webhooks/delivery.js';
import { instantOf, requiredInstant } from './instants.js';
import {
  type DeliveryDetails,
  type DeliveryView,
  deliveryDetails,
  deliveryView,
  type ReplayBody,
  type ReplayView,
} from './webhook.view.js';
import type { EventName } from './webhook-parameters.js';

@Route('v1/webhooks/{publicId}')
@Tags('webhooks')
export class WebhookDeliveriesController extends Controller {
  constructor(private readonly webhooks: WebhooksRoom) {
    super();
  }

  /** Newest first; kept for 30 days. `to` is the first instant that is not included. */
  @Get('deliveries')
  @Security('principal', ['webhooks:read'])
  async listWebhookDeliveries(
    @Request() request: HostRequest,
    @Path() publicId: string,
    @Query() status?: DeliveryStatus,
    @Query() event?: EventName,
    @Query() from?: InstantText,
    @Query() to?: InstantText,
    @Query() page: PageNumber = 1,
    @Query() limit: PageSize = 20,
  ): Promise<Page<DeliveryView>> {
    const range = { from: instantOf(from, 'from'), before: instantOf(to, 'to') };
    const window = { kind: 'page', page, perPage: limit } as const;
    const filter = { status, event, ...range };
    const { deliveries } = this.webhooks;
    return (await deliveries.list(principalOf(request), publicId, filter, window)).map(deliveryView);
  }

  @Get('deliveries/{deliveryId}')
  @Security('principal', ['webhooks:read'])
  async getWebhookDelivery(
    @Request() request: HostRequest,
    @Path() publicId: string,
    @Path() deliveryId: string,
  ): Promise<DeliveryDetails> {
    const actor = principalOf(request);
    const delivery = await this.webhooks.deliveries.get(actor, publicId, deliveryId);
    return deliveryDetails(delivery, await this.webhooks.deliveries.attempts(actor, delivery));
  }

  /** The same `webhook-id` and body once more. */
  @Post('deliveries/{deliveryId}/replay')
  @SuccessResponse(200)
  @Security('principal', ['webhooks:write'])
  async replayWebhookDelivery(
    @Request() request: HostRequest,
    @Path() publicId: string,
    @Path() deliveryId: string,
  ): Promise<DeliveryView> {
    const { deliveries } = this.webhooks;
    return deliveryView(await deliveries.replay(principalOf(request), publicId, deliveryId));
  }

  /** All of a time once more, oldest first, at most 500 in one call. */
  @Post('replay')
  @SuccessResponse(200)
  @Security('principal', ['webhooks:write'])
  async replayWebhookDeliveries(
    @Request() request: HostRequest,
    @Path() publicId: string,
    @Body() body: ReplayBody,
  ): Promise<ReplayView> {
    const { from, to, only = 'failed' } = body;
    const range = { from: requiredInstant(from, 'from'), before: requiredInstant(to, 'to'), only };
    return this.webhooks.deliveries.replayRange(principalOf(request), publicId, range);
  }
}
