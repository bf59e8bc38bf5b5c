import type Stripe from 'stripe';

export function portalSession(
  id: string,
  created: number,
  customer: string,
  url: string,
  returnUrl: string | null,
): Stripe.BillingPortal.Session {
  return {
    id,
    object: 'billing_portal.session',
    configuration: 'bpc_double',
    created,
    customer,
    customer_account: null,
    flow: null,
    livemode: false,
    locale: null,
    on_behalf_of: null,
    return_url: returnUrl,
    url,
  };
}
