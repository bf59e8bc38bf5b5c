import { againOnDuplicate, type Principal, type Rows, type Tenant, tenantTable } from '#host';
import type { BillingHost } from '../billing-host.js';
import type { Customers } from '../contract.js';
import type { PaymentProvider } from './provider.js';

interface ProviderCustomerRow {
  readonly id: number;
  readonly orgId: number;
  readonly customerId: number;
  readonly providerId: string;
  readonly savedAt: Date | null;
  readonly createdAt: Date;
}

const TABLE = tenantTable<ProviderCustomerRow>('billing_provider_customers', {
  instants: ['savedAt', 'createdAt'],
  keepTotals: false,
});

/** As whom the provider knows customers. Each organisation's are its own, though one site has one provider. */
export class ProviderCustomers {
  constructor(
    private readonly host: BillingHost,
    private readonly customers: Customers,
  ) {}

  async find(tenant: Tenant, customerId: number): Promise<ProviderCustomerRow | undefined> {
    return this.rows(tenant).where({ customerId }).first();
  }

  /** Made at the provider on first need: under the customer's public id, so that an answer that is lost makes no second one. */
  async of(actor: Principal, customerId: number, provider: PaymentProvider): Promise<string> {
    const known = await this.find(actor, customerId);
    if (known) return known.providerId;
    const { publicId, name, email } = await this.customers.get(actor, customerId);
    const providerId = await provider.createCustomer(publicId, { name, email });
    return againOnDuplicate(this.host.db, async () => {
      const before = await this.find(actor, customerId);
      if (before) return before.providerId;
      await this.rows(actor).insert({ customerId, providerId, createdAt: this.host.clock.now() });
      const entry = { entityType: 'customer', entityId: customerId, changes: { provider: 'stripe' } };
      await this.host.audit.record(actor, { action: 'customer.known-to-provider', ...entry });
      return providerId;
    });
  }

  /** Whose customer the provider means. */
  async named(providerId: string): Promise<{ orgId: number; customerId: number } | undefined> {
    const sql =
      'select org_id as orgId, customer_id as customerId from billing_provider_customers where provider_id = ?';
    const [found] = await this.host.db.raw<{ orgId: number; customerId: number }>(sql, [providerId]);
    return found && { orgId: Number(found.orgId), customerId: Number(found.customerId) };
  }

  /** Until when means of payment were left that are the default already. */
  async saved(actor: Principal, customerId: number, savedAt: Date): Promise<void> {
    await this.rows(actor).where({ customerId }).update({ savedAt });
  }

  private rows(tenant: Tenant): Rows<ProviderCustomerRow> {
    return this.host.db.of(TABLE, tenant);
  }
}
