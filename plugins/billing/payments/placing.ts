import type { Principal } from '#host';
import type { Invoices } from '../contract.js';
import { type ChargeRow, chargedInvoice, owedOf } from './charge-row.js';
import type { ChargeStore } from './charge-store.js';
import { type PaymentProvider, ProviderError } from './provider.js';
import type { ProviderCustomers } from './provider-customers.js';

export type Placed = { readonly intent: string } | { readonly failure: string };

/** Asks the provider to charge a saved means of payment: once, however often it is tried. */
export class Placing {
  constructor(
    private readonly store: ChargeStore,
    private readonly invoices: Invoices,
    private readonly customers: ProviderCustomers,
  ) {}

  async place(actor: Principal, row: ChargeRow, provider: PaymentProvider): Promise<Placed> {
    try {
      const customer = await this.customers.of(actor, row.customerId, provider);
      if (!row.placedAt) return await this.first(actor, row, customer, provider);
      // The answer was lost; the provider may have forgotten the key, or have kept a fault under it.
      const found = await provider.find(customer, row.publicId);
      return found ? { intent: found } : await this.send(row, customer, provider);
    } catch (error) {
      if (
        !(error instanceof ProviderError) ||
        error.fault === 'unavailable' ||
        error.fault === 'misconfigured'
      )
        throw error;
      return { failure: error.code };
    }
  }

  /** Closes the other ways to pay the invoice, so that it is not paid twice. */
  async withdrawOthers(
    actor: Principal,
    invoiceId: number,
    provider: PaymentProvider,
    except?: number,
  ): Promise<void> {
    for (const other of await this.store.live(actor, invoiceId)) {
      if (other.id === except) continue;
      if (other.providerIntent) await provider.cancel(other.providerIntent);
      else if (other.providerSession) await provider.expire(other.providerSession);
    }
  }

  private async first(
    actor: Principal,
    row: ChargeRow,
    customer: string,
    provider: PaymentProvider,
  ): Promise<Placed> {
    const invoice = await chargedInvoice(this.invoices, actor, row);
    const amount = Math.min(row.amount, owedOf(row, invoice));
    if (amount <= 0) return { failure: 'nothing_due' };
    const methodId = await this.methodOf(row, customer, provider);
    if (!methodId) return { failure: 'no_payment_method' };
    await this.withdrawOthers(actor, row.invoiceId, provider, row.id);
    const placed = { amount, paymentMethodId: methodId, placedAt: this.store.host.clock.now() };
    await this.store.note(actor, row.id, placed);
    return this.send({ ...row, ...placed }, customer, provider);
  }

  private async send(row: ChargeRow, customer: string, provider: PaymentProvider): Promise<Placed> {
    const { publicId: chargeId, amount, currency, paymentMethodId } = row;
    const methodId = paymentMethodId ?? '';
    return { intent: await provider.charge({ chargeId, customer, amount, currency, methodId }) };
  }

  /** The named one, if it is this customer's; else the default, else the newest. */
  private async methodOf(
    { paymentMethodId }: ChargeRow,
    customer: string,
    provider: PaymentProvider,
  ): Promise<string | undefined> {
    if (paymentMethodId) {
      const found = await provider.method(paymentMethodId);
      return found?.customer === customer ? found.id : undefined;
    }
    return (await provider.defaultMethod(customer)) ?? (await provider.methods(customer))[0]?.id;
  }
}
