import { contradiction, type Principal, type Tenant, unknownReference } from '#host';
import { type PaymentMethod, paymentMethodSaved } from '../contract.js';
import type { ChargeStore } from './charge-store.js';
import type { ConfiguredProvider } from './configured.js';
import type { PaymentProvider, ProviderMethod } from './provider.js';
import type { ProviderCustomers } from './provider-customers.js';
import type { Complete } from './settling.js';

/** Saved means of payment. They lie at the provider; here is only whose they are. */
export class PaymentMethods {
  constructor(
    private readonly store: ChargeStore,
    private readonly known: ProviderCustomers,
    private readonly configured: ConfiguredProvider,
  ) {}

  async list(tenant: Tenant, customerId: number): Promise<readonly PaymentMethod[]> {
    if (!(await this.configured.isConfigured())) return [];
    return this.configured.calling(async (provider) => {
      const found = await this.known.find(tenant, customerId, provider);
      if (!found) return [];
      const methods = await provider.methods(found.providerId);
      const usual = (await provider.defaultMethod(found.providerId)) ?? methods[0]?.id;
      return methods.map((method) => methodOf(method, usual));
    });
  }

  async assertOwn(tenant: Tenant, customerId: number, id: string, field: string): Promise<string> {
    const owner =
      (await this.configured.isConfigured()) &&
      (await this.configured.calling((provider) => this.ownerOf(tenant, customerId, id, provider)));
    // One answer for what is another's and for what nobody has.
    if (!owner) throw unknownReference(field, id);
    return owner;
  }

  async setDefault(actor: Principal, customerId: number, id: string): Promise<void> {
    const customer = await this.assertOwn(actor, customerId, id, 'payment_method_id');
    await this.configured.calling((provider) => provider.setDefaultMethod(customer, id));
    await this.known.record(actor, customerId, 'payment-method', { method: id });
  }

  /** After a customer left one: it is the default, unless one that was left later is it already. */
  async keep(
    actor: Principal,
    {
      customerId,
      methodId,
      at,
    }: { readonly customerId: number; readonly methodId: string; readonly at: Date },
    complete: Complete,
  ): Promise<void> {
    const provider = await this.configured.get();
    const found = await this.known.find(actor, customerId, provider);
    if (!found) throw contradiction('customer_id', `Customer ${customerId} is not known to the provider`);
    if (found.savedAt && found.savedAt >= at) return complete(async () => undefined);
    await provider.setDefaultMethod(found.providerId, methodId);
    await complete(async () => {
      await this.known.saved(actor, found.id, at);
      await this.known.record(actor, customerId, 'payment-method', { method: methodId });
      await this.store.host.db.publish(paymentMethodSaved, { actor, customerId, paymentMethodId: methodId });
    });
  }

  /** As whom the provider knows the customer, if the means of payment is theirs. */
  private async ownerOf(tenant: Tenant, customerId: number, id: string, provider: PaymentProvider) {
    const found = await this.known.find(tenant, customerId, provider);
    const method = found && (await provider.method(id));
    return method?.customer === found?.providerId ? found?.providerId : undefined;
  }
}

function methodOf({ customer: _, ...method }: ProviderMethod, usual: string | undefined): PaymentMethod {
  return { ...method, isDefault: method.id === usual };
}
