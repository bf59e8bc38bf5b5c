import { type OwnedOptions, ProblemError } from '#host';
import { type PaymentProvider, ProviderError } from './provider.js';

/** Whoever the settings name, opened once for each wording of them. */
export class ConfiguredProvider {
  private opened: { readonly from: string; readonly provider: Promise<PaymentProvider> } | undefined;

  constructor(private readonly options: OwnedOptions) {}

  async isConfigured(): Promise<boolean> {
    return (await this.text('stripe_secret_key')) !== '';
  }

  async publishableKey(): Promise<string | null> {
    return (await this.text('stripe_publishable_key')) || null;
  }

  /** Undefined where there is none. */
  async find(): Promise<PaymentProvider | undefined> {
    const key = await this.text('stripe_secret_key');
    if (key === '') return undefined;
    const base = await this.text('stripe_api_base');
    const secret = await this.text('stripe_webhook_secret');
    const from = JSON.stringify([key, base, secret]);
    if (this.opened?.from !== from) this.opened = { from, provider: open(key, base, secret) };
    return this.opened.provider;
  }

  /** For what cannot be done without. */
  async get(): Promise<PaymentProvider> {
    const provider = await this.find();
    if (provider) return provider;
    throw new ProblemError('unprocessable', 'Payments are not configured on this site', {
      reason: 'payments_not_configured',
    });
  }

  /** What a caller may be told of a fault that happened while he waited. */
  async calling<T>(call: (provider: PaymentProvider) => Promise<T>): Promise<T> {
    try {
      return await call(await this.get());
    } catch (error) {
      throw error instanceof ProviderError ? problemOf(error) : error;
    }
  }

  private async text(name: string): Promise<string> {
    return ((await this.options.get<string>(name)) ?? '').trim();
  }
}

async function open(key: string, base: string, secret: string): Promise<PaymentProvider> {
  const { openStripe } = await import('./stripe/open-stripe.js');
  const { StripeProvider } = await import('./stripe/stripe-provider.js');
  if (!/^https?:\/\/[^/]+\/?$/.test(base)) throw new ProviderError('misconfigured', 'stripe_api_base');
  return new StripeProvider(await openStripe(key, base), secret);
}

function problemOf(error: ProviderError): ProblemError {
  const { fault, code } = error;
  const options = { reason: `payment_${fault}`, data: { code }, cause: error };
  if (fault === 'unavailable')
    return new ProblemError('unavailable', 'The payment provider does not answer. Try again', options);
  if (fault === 'misconfigured')
    return new ProblemError('unprocessable', 'The payment provider refuses the keys of this site', options);
  return new ProblemError('unprocessable', `The payment provider refuses this: ${code}`, options);
}
