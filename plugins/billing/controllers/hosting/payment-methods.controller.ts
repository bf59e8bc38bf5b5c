import { Controller, Get, type HostRequest, principalOf, Request, Route, Security, Tags } from '#host';
import type { Purchases } from '../../payments/purchases.js';
import { type PaymentMethodOutput, paymentMethodView } from './payment-method.view.js';

@Route('users/me/billing/payment-methods')
@Tags('Billing')
export class PaymentMethodsController extends Controller {
  constructor(private readonly purchases: Purchases) {
    super();
  }

  /**
   * Of the organisation that the key acts in, as the payment provider has them, newest first; without cursor or limit.
   * None where payments are not configured.
   */
  @Get()
  @Security('principal', ['billing:read'])
  async listPaymentMethods(@Request() request: HostRequest): Promise<PaymentMethodOutput[]> {
    return (await this.purchases.paymentMethods(principalOf(request))).map(paymentMethodView);
  }
}
