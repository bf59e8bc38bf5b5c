import { Controller, Get, type HostRequest, principalOf, Request, Route, Security, Tags } from '#host';
import type { Revenue } from '../../subscriptions/revenue.js';
import type { Spend } from '../../subscriptions/spend.js';
import { type OverviewView, overviewView } from './overview.view.js';

@Route('billing')
@Tags('Billing')
export class OverviewController extends Controller {
  constructor(
    private readonly revenue: Revenue,
    private readonly spend: Spend,
  ) {
    super();
  }

  /**
   * Of the organisation that the credential acts in, as a seller. Infrastructure and AI costs are what plugins tell of
   * (`known: false` where none does); each currency stands by itself.
   */
  @Get('overview')
  @Security('principal', ['billing:read'])
  async getBillingOverview(@Request() request: HostRequest): Promise<OverviewView> {
    const actor = principalOf(request);
    return overviewView(await this.revenue.monthly(actor), await this.spend.of(actor));
  }
}
