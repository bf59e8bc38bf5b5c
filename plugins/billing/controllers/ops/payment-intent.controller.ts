import {
  Body,
  Controller,
  Extension,
  type HostRequest,
  Post,
  principalOf,
  Request,
  Response,
  Route,
  Security,
  Tags,
  type Whole,
} from '#host';
import type { Charges } from '../../contract.js';
import type { Purchases } from '../../payments/purchases.js';

/**
 * @minLength 1
 * @maxLength 100
 */
export type ShortName = string;

/**
 * Neither empty nor with blanks at its ends.
 * @maxLength 100
 * @pattern ^\S(.*\S)?$
 */
export type IntentKey = string;

export interface PaymentIntentBody {
  /** Of a package of tokens or credits, as `GET /billing/pricing` lists them. */
  package_slug: ShortName;
  /** The same key answers the same intent, for ever. Default: a new one. */
  idempotency_key?: IntentKey;
}

export interface PaymentIntentView {
  /** The provider's name for it. */
  payment_intent_id: string;
  /** For the provider's payment form in the browser of whoever pays: do not keep or log it. */
  client_secret: string;
  /** Minor units, with taxes. */
  amount: Whole;
  currency: string;
  /** As the provider says: `requires_payment_method`, `succeeded`, … */
  status: string;
  /** The site's public key at the provider. */
  publishable_key: string | null;
}

@Route('billing/create-payment-intent')
@Tags('Billing')
export class PaymentIntentController extends Controller {
  constructor(
    private readonly purchases: Purchases,
    private readonly charges: Charges,
  ) {
    super();
  }

  /**
   * What is bought is booked once the provider says that it is paid; an intent that is not paid leaves no debt. For the
   * organisation that the caller acts in.
   */
  @Post()
  @Security('principal', ['billing:write'])
  @Extension('x-own-transactions', true)
  @Response(409, 'The key was used for another package, or the package is not sold any more')
  @Response(422, 'No such package, or payments are not configured on this site')
  async createPaymentIntent(
    @Request() request: HostRequest,
    @Body() body: PaymentIntentBody,
  ): Promise<PaymentIntentView> {
    const buyer = principalOf(request);
    const intent = await this.purchases.packageIntent(buyer, body.package_slug, body.idempotency_key);
    return {
      payment_intent_id: intent.id,
      client_secret: intent.clientSecret,
      amount: intent.amount,
      currency: intent.currency,
      status: intent.status,
      publishable_key: await this.charges.publishableKey(),
    };
  }
}
