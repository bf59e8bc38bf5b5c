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

/** More than most accounts are changed to; it bounds what is remembered. */
const MOST_REMEMBERED = 10_000;

/**
 * As whom the provider knows customers. Each organisation's are its own, though one site has one provider. With the key
 * of another account it knows them by other names: those of before are kept, for when that comes back.
 */
export class ProviderCustomers {
  private readonly known = new WeakMap<PaymentProvider, Set<string>>();

  constructor(
    private readonly host: BillingHost,
    private readonly customers: Customers,
  ) {}

  /** The one that the account in use knows. */
  async find(
    tenant: Tenant,
    customerId: number,
    provider: PaymentProvider,
  ): Promise<ProviderCustomerRow | undefined> {
    return this.knownOf(await this.all(tenant, customerId), provider);
  }

  /** Made at the provider on first need: under the customer's public id, so that an answer that is lost makes no second one. */
  async of(actor: Principal, customerId: number, provider: PaymentProvider): Promise<string> {
    const before = await this.all(actor, customerId);
    const found = await this.knownOf(before, provider);
    if (found) return found.providerId;
    const { publicId, name, email } = await this.customers.get(actor, customerId);
    // Another key after one that was deleted at the provider; the same for all who look at once.
    const key = before.length === 0 ? publicId : `${publicId}-${before.length}`;
    const providerId = await provider.createCustomer(key, { name, email });
    return againOnDuplicate(this.host.db, async () => {
      if (await this.rows(actor).where({ providerId }).first()) return providerId;
      await this.rows(actor).insert({ customerId, providerId, createdAt: this.host.clock.now() });
      await this.record(actor, customerId, 'known-to-provider', { provider: 'stripe' });
      return providerId;
    });
  }

  /** What became of the customer at the provider. */
  async record(actor: Principal, id: number, what: string, changes: Record<string, unknown>): Promise<void> {
    const customer = (await this.customers.getMany(actor, [id])).get(id);
    const entry = { entityType: 'customer', entityId: customer?.publicId ?? id, changes };
    await this.host.audit.record(actor, { action: `customer.${what}`, ...entry });
  }

  /** Whose customer the provider means. */
  async named(providerId: string): Promise<{ orgId: number; customerId: number } | undefined> {
    const sql =
      'select org_id as orgId, customer_id as customerId from billing_provider_customers where provider_id = ?';
    const [found] = await this.host.db.raw<{ orgId: number; customerId: number }>(sql, [providerId]);
    return found && { orgId: Number(found.orgId), customerId: Number(found.customerId) };
  }

  /** Until when means of payment were left that are the default already. */
  async saved(actor: Principal, id: number, savedAt: Date): Promise<void> {
    await this.rows(actor).where({ id }).update({ savedAt });
  }

  private all(tenant: Tenant, customerId: number): Promise<ProviderCustomerRow[]> {
    return this.rows(tenant).where({ customerId }).orderBy('id', 'desc').all();
  }

  private async knownOf(
    rows: readonly ProviderCustomerRow[],
    provider: PaymentProvider,
  ): Promise<ProviderCustomerRow | undefined> {
    for (const row of rows) if (await this.isKnown(row.providerId, provider)) return row;
    return undefined;
  }

  /** Asked once for each key of the provider: nobody else forgets customers. */
  private async isKnown(providerId: string, provider: PaymentProvider): Promise<boolean> {
    const known = this.known.get(provider) ?? new Set();
    if (known.has(providerId)) return true;
    if (!(await provider.knows(providerId))) return false;
    if (known.size >= MOST_REMEMBERED) known.clear();
    this.known.set(provider, known.add(providerId));
    return true;
  }

  private rows(tenant: Tenant): Rows<ProviderCustomerRow> {
    return this.host.db.of(TABLE, tenant);
  }
}
