import { Controller, Extension, type HostRequest, Post, Request, Response, Route, Tags } from '#host';
import type { ProviderInbox } from '../../payments/provider-inbox.js';

export interface WebhookAnswer {
  received: boolean;
}

@Route('billing/webhook')
@Tags('Billing')
export class BillingWebhookController extends Controller {
  constructor(private readonly events: ProviderInbox) {
    super();
  }

  /**
   * For the payment provider alone: `Stripe-Signature` must fit the body as it was sent, and be no older than five
   * minutes; else 400. An event is kept by its id and answered at once; one that came before is answered the same. What
   * it is about is read at the provider afterwards. Types that are not used are kept, and nothing follows from them.
   */
  @Post()
  @Extension('x-own-transactions', true)
  @Extension('x-address-limit', { name: 'billing-webhook', points: 6000, seconds: 60, instead: true })
  @Response(400, 'The signature is missing, wrong or too old')
  @Response(422, 'Payments are not configured on this site')
  async handleStripeWebhook(@Request() request: HostRequest): Promise<WebhookAnswer> {
    await this.events.receive(request.rawBody ?? '', request.get('stripe-signature'));
    return { received: true };
  }
}
