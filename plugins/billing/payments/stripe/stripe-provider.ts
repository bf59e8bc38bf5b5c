import type Stripe from 'stripe';
import {
  type CustomerFacts,
  type PageUrls,
  type PaymentProvider,
  type PaymentRequest,
  ProviderError,
  type ProviderEvent,
  type ProviderMethod,
  type ProviderPayment,
  type ProviderSession,
} from '../provider.js';
import { stripeAmount } from './amounts.js';
import { declinedPayment, faultOf, isMissing } from './faults.js';
import { CHARGE, eventOf, idOf, methodOf, paymentOf, sessionOf } from './reading.js';

const CUSTOMER = 'koapress_customer';
const PAGE = 100;
/** How old a signed event may be, in seconds. */
const TOLERANCE_S = 300;

export class StripeProvider implements PaymentProvider {
  constructor(
    private readonly stripe: Stripe,
    private readonly webhookSecret: string,
  ) {}

  /** Names follow in a second call, so that a repetition under the key is the same whatever the customer is called by then. */
  async createCustomer(key: string, { name, email }: CustomerFacts): Promise<string> {
    return this.calling(async ({ customers }) => {
      const options = { idempotencyKey: `customer-${key}` };
      const { id } = await customers.create({ metadata: { [CUSTOMER]: key } }, options);
      await customers.update(id, { name, ...(email !== null && { email }) });
      return id;
    });
  }

  async knows(customer: string): Promise<boolean> {
    try {
      return !(await this.stripe.customers.retrieve(customer)).deleted;
    } catch (error) {
      if (isMissing(error)) return false;
      throw faultOf(error);
    }
  }

  async charge(request: PaymentRequest & { readonly methodId: string }): Promise<string> {
    const { chargeId, methodId: payment_method } = request;
    try {
      const params = { ...paymentParams(request), payment_method, confirm: true, off_session: true };
      return (await this.stripe.paymentIntents.create(params, { idempotencyKey: chargeId })).id;
    } catch (error) {
      const declined = declinedPayment(error);
      if (declined) return declined;
      throw faultOf(error);
    }
  }

  async intent(request: PaymentRequest): Promise<string> {
    const params = { ...paymentParams(request), automatic_payment_methods: { enabled: true } };
    const options = { idempotencyKey: request.chargeId };
    return this.calling(async ({ paymentIntents }) => (await paymentIntents.create(params, options)).id);
  }

  async clientSecret(paymentId: string): Promise<{ secret: string; status: string }> {
    return this.calling(async ({ paymentIntents }) => {
      const { client_secret, status } = await paymentIntents.retrieve(paymentId);
      return { secret: client_secret ?? '', status };
    });
  }

  async page(request: PaymentRequest & PageUrls & { readonly title: string; readonly save: boolean }) {
    const { chargeId, customer, title, save, successUrl, cancelUrl } = request;
    const { amount: unit_amount, currency, metadata } = paymentParams(request);
    return this.opened(
      {
        mode: 'payment',
        customer,
        line_items: [{ quantity: 1, price_data: { currency, unit_amount, product_data: { name: title } } }],
        metadata,
        payment_intent_data: { metadata, ...(save && { setup_future_usage: 'off_session' as const }) },
        success_url: successUrl,
        cancel_url: cancelUrl,
      },
      chargeId,
    );
  }

  async setupPage({
    key,
    customer,
    currency,
    successUrl,
    cancelUrl,
  }: PageUrls & { readonly key: string; readonly customer: string; readonly currency: string }) {
    const urls = { success_url: successUrl, cancel_url: cancelUrl };
    return this.opened({ mode: 'setup', customer, currency: currency.toLowerCase(), ...urls }, key);
  }

  async portal(customer: string, returnUrl: string): Promise<{ url: string }> {
    return this.calling(async ({ billingPortal }) => {
      const { url } = await billingPortal.sessions.create({ customer, return_url: returnUrl });
      return { url: webPage(url) };
    });
  }

  async payment(id: string): Promise<ProviderPayment> {
    return this.calling(async ({ paymentIntents, disputes }) => {
      const intent = await paymentIntents.retrieve(id, { expand: ['latest_charge'] });
      const charge = intent.latest_charge;
      const disputed = typeof charge === 'object' && charge?.disputed;
      return paymentOf(intent, disputed ? (await disputes.list({ payment_intent: id })).data : []);
    });
  }

  async session(id: string): Promise<ProviderSession> {
    return this.calling(async ({ checkout }) =>
      sessionOf(await checkout.sessions.retrieve(id, { expand: ['setup_intent'] })),
    );
  }

  async find(customer: string, chargeId: string): Promise<string | undefined> {
    return this.calling(async ({ paymentIntents }) => {
      for await (const { id, metadata } of paymentIntents.list({ customer, limit: PAGE }))
        if (metadata[CHARGE] === chargeId) return id;
      return undefined;
    });
  }

  async cancel(paymentId: string): Promise<void> {
    await this.closing(({ paymentIntents }) => paymentIntents.cancel(paymentId));
  }

  async expire(sessionId: string): Promise<void> {
    await this.closing(({ checkout }) => checkout.sessions.expire(sessionId));
  }

  async methods(customer: string): Promise<readonly ProviderMethod[]> {
    return this.calling(async ({ customers }) =>
      (await customers.listPaymentMethods(customer, { limit: PAGE })).data.map(methodOf),
    );
  }

  async method(id: string): Promise<ProviderMethod | undefined> {
    try {
      return methodOf(await this.stripe.paymentMethods.retrieve(id));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw faultOf(error);
    }
  }

  async defaultMethod(customer: string): Promise<string | null> {
    return this.calling(async ({ customers }) => {
      const found = await customers.retrieve(customer);
      return found.deleted ? null : idOf(found.invoice_settings.default_payment_method);
    });
  }

  async setDefaultMethod(customer: string, methodId: string): Promise<void> {
    const invoice_settings = { default_payment_method: methodId };
    await this.calling(({ customers }) => customers.update(customer, { invoice_settings }));
  }

  async refund(paymentId: string, amount: number, currency: string, key: string): Promise<void> {
    const params = { payment_intent: paymentId, amount: stripeAmount(amount, currency) };
    await this.calling(({ refunds }) => refunds.create(params, { idempotencyKey: key }));
  }

  async readEvent(body: string, signature: string): Promise<ProviderEvent | undefined> {
    try {
      const { webhooks } = this.stripe;
      return eventOf(await webhooks.constructEventAsync(body, signature, this.webhookSecret, TOLERANCE_S));
    } catch {
      return undefined;
    }
  }

  async *events(since: Date): AsyncIterable<ProviderEvent> {
    const created = { gte: Math.floor(since.getTime() / 1000) };
    try {
      for await (const event of this.stripe.events.list({ created, limit: PAGE })) yield eventOf(event);
    } catch (error) {
      throw faultOf(error);
    }
  }

  private async opened(params: Stripe.Checkout.SessionCreateParams, key: string) {
    return this.calling(async ({ checkout }) => {
      const { id, url } = await checkout.sessions.create(params, { idempotencyKey: key });
      return { id, url: webPage(url) };
    });
  }

  private async closing(close: (stripe: Stripe) => Promise<unknown>): Promise<void> {
    try {
      await close(this.stripe);
    } catch (error) {
      if (faultOf(error).fault !== 'refused') throw faultOf(error);
    }
  }

  private async calling<T>(call: (stripe: Stripe) => Promise<T>): Promise<T> {
    try {
      return await call(this.stripe);
    } catch (error) {
      throw faultOf(error);
    }
  }
}

/** Browsers are sent there: to nothing but a page of the web. */
function webPage(url: string | null): string {
  if (url && /^https?:\/\//i.test(url)) return url;
  throw new ProviderError('refused', 'no_page');
}

function paymentParams({ chargeId, customer, amount, currency }: PaymentRequest) {
  return {
    amount: stripeAmount(amount, currency),
    currency: currency.toLowerCase(),
    customer,
    metadata: { [CHARGE]: chargeId },
  };
}
