import { Controller, Get, Route, Security, Tags } from '@tsoa/runtime';
import type { WebhooksRoom } from '../../webhooks/create-webhooks.js';

/** An event that webhooks can ask for. */
export interface WebhookEventView {
  name: string;
  description: string;
}

@Route('v1/webhook-events')
@Tags('webhooks')
export class WebhookEventsController extends Controller {
  constructor(private readonly webhooks: WebhooksRoom) {
    super();
  }

  /** All events of the plugins that are on, by name. */
  @Get()
  @Security('principal', ['webhooks:read'])
  async listWebhookEvents(): Promise<WebhookEventView[]> {
    const events = this.webhooks.events
      .list()
      .map(({ spec: { name, description } }) => ({ name, description }));
    return events.sort((one, other) => (one.name < other.name ? -1 : 1));
  }
}
