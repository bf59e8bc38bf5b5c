import {
  Controller,
  Extension,
  type HostRequest,
  Post,
  principalOf,
  Request,
  Route,
  Security,
  Tags,
} from '#host';
import type { Purchases } from '../../payments/purchases.js';

export interface PortalView {
  /** Where the organisation's means of payment are kept, at the payment provider. Works once, and for some minutes. */
  url: string;
}

@Route('billing/portal')
@Tags('Billing')
export class BillingPortalController extends Controller {
  constructor(private readonly purchases: Purchases) {
    super();
  }

  /** Of the organisation that the caller acts in. 422 where payments are not configured. */
  @Post()
  @Security('principal', ['billing:write'])
  @Extension('x-own-transactions', true)
  async createPortalSession(@Request() request: HostRequest): Promise<PortalView> {
    return this.purchases.portal(principalOf(request));
  }
}
