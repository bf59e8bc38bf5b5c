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
} from '#host';
import type { Purchases } from '../../payments/purchases.js';

/**
 * @minLength 1
 * @maxLength 100
 */
export type TierName = string;

export interface CheckoutBody {
  /** Name of a tier, as `GET /billing/tiers` lists them. */
  tier: TierName;
}

/** `payment`: the first period is paid there. `setup`: a means of payment is left there, for when the trial has ended. */
export type CheckoutMode = 'payment' | 'setup' | 'none';

export interface CheckoutView {
  /** Null: nothing is to be paid, and the subscription has begun. */
  id: string | null;
  /** The payment provider's page, where the customer pays. Good for a day. */
  url: string | null;
  mode: CheckoutMode;
  subscription_id: string;
}

@Route('billing/checkout')
@Tags('Billing')
export class CheckoutController extends Controller {
  constructor(private readonly purchases: Purchases) {
    super();
  }

  /**
   * Subscribes the organisation that the caller acts in. The subscription begins when its first period is paid, or with
   * its trial. What is not paid leaves no debt; a page that was opened before is closed. 409 where there is a
   * subscription already: change its plan. 422 with each limit of the tier that is exceeded by what is used.
   */
  @Post()
  @Security('principal', ['billing:write'])
  @Extension('x-own-transactions', true)
  @Response(409, 'The organisation has a subscription already')
  @Response(422, 'No such tier, what is used exceeds it, or payments are not configured on this site')
  async createCheckoutSession(
    @Request() request: HostRequest,
    @Body() body: CheckoutBody,
  ): Promise<CheckoutView> {
    const { page, mode, subscription } = await this.purchases.checkout(principalOf(request), body.tier);
    return { id: page?.id ?? null, url: page?.url ?? null, mode, subscription_id: subscription.publicId };
  }
}
