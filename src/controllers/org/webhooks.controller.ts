import {
  Body,
  Controller,
  Delete,
  Get,
  Path,
  Post,
  Put,
  Query,
  Request,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '@tsoa/runtime';
import type { Page } from '../../database/page.js';
import { type HostRequest, principalOf } from '../../http/controllers.js';
import type { PageNumber, PageSize } from '../../http/params.js';
import type { WebhooksRoom } from '../../webhooks/create-webhooks.js';
import {
  type DeliveryView,
  deliveryView,
  type RotationBody,
  type WebhookBody,
  type WebhookPatch,
  type WebhookView,
  type WebhookWithSecret,
  webhookView,
} from './webhook.view.js';

const DAY_SECONDS = 86_400;

@Route('v1/webhooks')
@Tags('webhooks')
export class WebhooksController extends Controller {
  constructor(private readonly webhooks: WebhooksRoom) {
    super();
  }

  /** Newest first. */
  @Get()
  @Security('principal', ['webhooks:read'])
  async listWebhooks(
    @Request() request: HostRequest,
    @Query() page: PageNumber = 1,
    @Query() limit: PageSize = 20,
  ): Promise<Page<WebhookView>> {
    const window = { kind: 'page', page, perPage: limit } as const;
    return (await this.webhooks.endpoints.list(principalOf(request), window)).map(webhookView);
  }

  /**
   * Requests are signed by Standard Webhooks with the secret of this answer, which is not shown again. They are
   * sent until the answer is 2xx: eleven times in a day. Of data beyond 256 KiB the ids alone are sent, with
   * `omitted: true`: read the rest by the API.
   */
  @Post()
  @SuccessResponse(201)
  @Security('principal', ['webhooks:write'])
  async createWebhook(
    @Request() request: HostRequest,
    @Body() body: WebhookBody,
  ): Promise<WebhookWithSecret> {
    const { endpoint, secret } = await this.webhooks.endpoints.create(principalOf(request), body);
    return { ...webhookView(endpoint), secret };
  }

  @Get('{publicId}')
  @Security('principal', ['webhooks:read'])
  async getWebhook(@Request() request: HostRequest, @Path() publicId: string): Promise<WebhookView> {
    return webhookView(await this.webhooks.endpoints.get(principalOf(request), publicId));
  }

  /** Changes what is given. */
  @Put('{publicId}')
  @Security('principal', ['webhooks:write'])
  async updateWebhook(
    @Request() request: HostRequest,
    @Path() publicId: string,
    @Body() body: WebhookPatch,
  ): Promise<WebhookView> {
    return webhookView(await this.webhooks.endpoints.update(principalOf(request), publicId, body));
  }

  /** What waits for it is not sent. */
  @Delete('{publicId}')
  @SuccessResponse(204)
  @Security('principal', ['webhooks:write'])
  async deleteWebhook(@Request() request: HostRequest, @Path() publicId: string): Promise<void> {
    await this.webhooks.endpoints.delete(principalOf(request), publicId);
  }

  /** For a while the secret before signs as well: the header then has both signatures. */
  @Post('{publicId}/rotate-secret')
  @SuccessResponse(200)
  @Security('principal', ['webhooks:write'])
  async rotateWebhookSecret(
    @Request() request: HostRequest,
    @Path() publicId: string,
    @Body() body: RotationBody,
  ): Promise<WebhookWithSecret> {
    const grace = body.graceSeconds ?? DAY_SECONDS;
    const { endpoints } = this.webhooks;
    const { endpoint, secret } = await endpoints.rotateSecret(principalOf(request), publicId, grace);
    return { ...webhookView(endpoint), secret };
  }

  /** It is told of nothing that happens from now on; what waits for it is given up, and can be replayed later. */
  @Post('{publicId}/pause')
  @SuccessResponse(200)
  @Security('principal', ['webhooks:write'])
  async pauseWebhook(@Request() request: HostRequest, @Path() publicId: string): Promise<WebhookView> {
    return webhookView(await this.webhooks.endpoints.pause(principalOf(request), publicId, 'manual'));
  }

  @Post('{publicId}/resume')
  @SuccessResponse(200)
  @Security('principal', ['webhooks:write'])
  async resumeWebhook(@Request() request: HostRequest, @Path() publicId: string): Promise<WebhookView> {
    return webhookView(await this.webhooks.endpoints.resume(principalOf(request), publicId));
  }

  /** Sends the event `webhooks.ping`, whatever the webhook asks for. */
  @Post('{publicId}/ping')
  @SuccessResponse(201)
  @Security('principal', ['webhooks:write'])
  async pingWebhook(@Request() request: HostRequest, @Path() publicId: string): Promise<DeliveryView> {
    return deliveryView(await this.webhooks.deliveries.ping(principalOf(request), publicId));
  }
}
