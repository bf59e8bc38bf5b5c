import {
  Body,
  Controller,
  Extension,
  Get,
  type HostRequest,
  Post,
  principalOf,
  Request,
  Response,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from '#host';
import type { BuyerDesk } from '../../subscriptions/buyer-desk.js';
import {
  type ChangedPlanView,
  type FittingView,
  type PlanSummaryView,
  planSummary,
  type UsageView,
  usageView,
} from './plan.view.js';
import {
  prorationView,
  type SubscriptionView,
  subscriptionView,
  type TierBody,
  violationView,
} from './tier.view.js';

/** What the organisation has of the site's operator. */
@Route('billing')
@Tags('Billing')
export class BillingPlanController extends Controller {
  constructor(private readonly desk: BuyerDesk) {
    super();
  }

  /** The one that gives the organisation its rights, or that waits for its first payment (`incomplete`). */
  @Get('subscription')
  @Security('principal', ['billing:read'])
  @Response(404, 'No subscription found')
  async getBillingSubscription(@Request() request: HostRequest): Promise<SubscriptionView> {
    return subscriptionView(await this.desk.subscription(principalOf(request)));
  }

  /** What is used in the current period, and what the tier allows; names of limits are those of the tier. */
  @Get('usage')
  @Security('principal', ['billing:read'])
  @Response(404, 'No subscription or usage data found')
  async getBillingUsage(@Request() request: HostRequest): Promise<UsageView> {
    const buyer = principalOf(request);
    return usageView(await this.desk.subscription(buyer), await this.desk.standing(buyer));
  }

  /** Every limit with what is used of it; without a subscription there are no limits. */
  @Get('plan-summary')
  @Security('principal', ['billing:read'])
  async getBillingPlanSummary(@Request() request: HostRequest): Promise<PlanSummaryView> {
    return planSummary(await this.desk.standing(principalOf(request)));
  }

  /**
   * Changes the tier at once: what was paid for the days that are left is given back, and what they cost in the new tier
   * is charged. Without a subscription it answers a page to pay on, or begins at once where nothing is to be paid. Where the
   * change costs something and no means of payment is kept, it answers a page to leave one on, and the change is made by
   * itself once that is done. 409 with the invoices (`details.invoices`) that are to be paid before: any of this
   * subscription, and where the change costs something, those of earlier ones too. 422 with each limit that is exceeded
   * by what is used.
   */
  @Post('change-plan')
  @Security('principal', ['billing:write'])
  @SuccessResponse(200)
  @Response(422, 'Usage exceeds the limits of the tier')
  @Extension('x-own-transactions', true)
  async changeBillingPlan(@Request() request: HostRequest, @Body() body: TierBody): Promise<ChangedPlanView> {
    const { subscription, proration, page } = await this.desk.change(principalOf(request), body.tier);
    return {
      changed: page === null,
      subscription: subscriptionView(subscription),
      proration: proration && prorationView(proration),
      checkout_url: page?.url ?? null,
    };
  }

  /** Whether what is used fits into the tier, and what changing to it today would come to. */
  @Post('validate-downgrade')
  @Security('principal', ['billing:read'])
  @SuccessResponse(200)
  async validateBillingDowngrade(
    @Request() request: HostRequest,
    @Body() body: TierBody,
  ): Promise<FittingView> {
    const { tier, violations, proration } = await this.desk.fits(principalOf(request), body.tier);
    return {
      tier: tier.slug,
      valid: violations.length === 0,
      violations: violations.map(violationView),
      proration: proration && prorationView(proration),
    };
  }
}
