import {
  againOnDuplicate,
  newPublicId,
  type OrganizationSettingsChanged,
  type Principal,
  type Tenant,
  tenantTable,
} from '#host';
import type { BillingHost } from './billing-host.js';
import type { BillingAccount, BillingAccounts, Customers, CustomerValues } from './contract.js';

interface AccountRow extends BillingAccount {
  readonly orgId: number;
}

/** The operator's rows: which organisations buy from it. */
const ACCOUNTS = tenantTable<AccountRow>('billing_accounts', { instants: ['createdAt'], keepTotals: false });

/** Which organisations buy from the operator, and as which of its customers: theirs follow their settings. */
export class BuyerAccounts implements BillingAccounts {
  private operatorId: number | undefined;

  constructor(
    private readonly host: BillingHost,
    private readonly customers: Customers,
  ) {}

  async operator(reason: string): Promise<Principal> {
    // The first organisation stays the first one.
    this.operatorId ??= (await this.host.accounts.operator()).orgId;
    return this.host.actAs(this.operatorId, reason);
  }

  async of(buyer: Tenant): Promise<BillingAccount> {
    const operator = await this.operator('buyers are its customers');
    return (await this.find(operator, { buyerOrgId: buyer.orgId })) ?? this.open(operator, buyer);
  }

  /** Undefined where it has bought nothing yet. */
  async known(buyer: Tenant): Promise<BillingAccount | undefined> {
    return this.find(await this.operator('buyers are its customers'), { buyerOrgId: buyer.orgId });
  }

  async ofCustomer(customerId: number): Promise<BillingAccount | undefined> {
    return this.find(await this.operator('buyers are its customers'), { customerId });
  }

  private open(operator: Principal, buyer: Tenant): Promise<BillingAccount> {
    const buyerOrgId = buyer.orgId;
    return againOnDuplicate(this.host.db, async () => {
      const before = await this.find(operator, { buyerOrgId });
      if (before) return before;
      const customer = await this.customers.create(operator, await this.facts(buyer));
      const { id: customerId } = customer;
      const createdAt = this.host.clock.now();
      const account = { publicId: newPublicId(createdAt), buyerOrgId, customerId, createdAt };
      const id = await this.host.db.of(ACCOUNTS, operator).insert(account);
      const { publicId: entityId } = account;
      const changes = { customer: customer.publicId };
      const entry = { entityType: 'billing-account', entityId, changes };
      await this.host.audit.record(operator, { action: 'billing-account.created', ...entry });
      return { ...account, id };
    });
  }

  /** What the buyer says of itself is what its next invoices say. In the transaction of the change. */
  async follow({ actor: { orgId } }: OrganizationSettingsChanged): Promise<void> {
    const account = await this.known({ orgId });
    if (!account) return;
    const operator = await this.operator('a buyer has changed its settings');
    await this.customers.update(operator, account.customerId, await this.facts({ orgId }));
  }

  /** An organisation as a customer; mails go to its administrator. */
  private async facts(buyer: Tenant): Promise<CustomerValues> {
    const { name, address, taxId, locale: language } = await this.host.accounts.settings(buyer);
    const contact = await this.host.accounts.contact(buyer);
    return { name, address, taxId, language, email: contact?.email || null };
  }

  private async find(operator: Principal, match: Partial<AccountRow>): Promise<BillingAccount | undefined> {
    const row = await this.host.db.of(ACCOUNTS, operator).where(match).first();
    if (!row) return undefined;
    const { id, publicId, buyerOrgId, customerId, createdAt } = row;
    return { id, publicId, buyerOrgId, customerId, createdAt };
  }
}
