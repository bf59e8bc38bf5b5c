import {
  type Accounts,
  type Clock,
  type Database,
  given,
  newPublicId,
  type OwnedHooks,
  type Principal,
  ProblemError,
  type Rows,
  sortKey,
  type Tenant,
  tenantTable,
  unknownReference,
  type Webhooks,
} from '#host';
import { wholeAddress } from './address.js';
import type { ChangeLog } from './changes.js';
import {
  type Customer,
  type Customers,
  type CustomerValues,
  customerChanged,
  customerDeleting,
} from './contract.js';
import { assertCurrency } from './currencies.js';
import { assertLanguage } from './languages.js';
import { tell } from './webhook-events.js';

const PAYMENT_TERMS_DAYS = 30;
const EMAIL_KEY_LENGTH = 254;
const MOST_OF_ONE_EMAIL = 100;

interface CustomerRow extends Customer {
  readonly orgId: number;
  readonly nameKey: string;
  readonly emailKey: string | null;
}

const TABLE = tenantTable<CustomerRow>('billing_customers', {
  instants: ['createdAt', 'updatedAt'],
  json: ['address'],
  // Nothing lists customers: whoever builds on them lists its own rows.
  keepTotals: false,
});

export class CustomerRecords implements Customers {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly accounts: Accounts,
    private readonly told: {
      readonly host: { readonly hooks: OwnedHooks; readonly webhooks: Webhooks };
      readonly changes: ChangeLog;
    },
  ) {}

  async create(actor: Principal, values: CustomerValues): Promise<Customer> {
    const currency = values.currency ?? (await this.accounts.organization(actor)).currency;
    const now = this.clock.now();
    const fields = {
      publicId: newPublicId(now),
      ...columns(values),
      company: values.company ?? null,
      email: values.email ?? null,
      address: wholeAddress(values.address),
      taxId: values.taxId ?? null,
      currency,
      language: values.language ?? null,
      paymentTermsDays: values.paymentTermsDays ?? PAYMENT_TERMS_DAYS,
      createdAt: now,
      updatedAt: now,
    };
    return this.db.transaction(async () => {
      const id = await this.rows(actor).insert(fields);
      const customer = customerOf({ ...fields, id, name: values.name });
      await tell(this.told.host, 'billing.customer.created', customer, actor);
      return customer;
    });
  }

  async get(tenant: Tenant, id: number): Promise<Customer> {
    return customerOf(found(await this.rows(tenant).where({ id }).first(), id));
  }

  async named(tenant: Tenant, publicId: string): Promise<Customer | undefined> {
    const row = await this.rows(tenant).where({ publicId }).first();
    return row && customerOf(row);
  }

  async getMany(tenant: Tenant, ids: readonly number[]): Promise<ReadonlyMap<number, Customer>> {
    if (ids.length === 0) return new Map();
    const rows = await this.rows(tenant).whereIn('id', ids).all();
    return new Map(rows.map((row) => [row.id, customerOf(row)]));
  }

  async withEmail(tenant: Tenant, email: string): Promise<readonly Customer[]> {
    const emailKey = sortKey(email, EMAIL_KEY_LENGTH);
    const alike = await this.rows(tenant).where({ emailKey }).orderBy('id').limit(MOST_OF_ONE_EMAIL).all();
    // The key has lost its accents, which are different addresses.
    return alike.filter((row) => row.email?.toLowerCase() === email.trim().toLowerCase()).map(customerOf);
  }

  async hold(tenant: Tenant, id: number, field: string): Promise<Customer> {
    const row = await this.rows(tenant).where({ id }).forUpdate().first();
    if (!row) throw unknownReference(field, id);
    return customerOf(row);
  }

  update(actor: Principal, id: number, values: Partial<CustomerValues>): Promise<Customer> {
    return this.db.transaction(async () => {
      const before = customerOf(found(await this.rows(actor).where({ id }).forUpdate().first(), id));
      const changes = { ...columns(values), updatedAt: this.clock.now() };
      await this.rows(actor).where({ id }).update(changes);

      const customer = customerOf({ ...before, ...changes });
      await this.told.changes.customer(actor, id);
      await this.db.publish(customerChanged, { actor, before, customer });
      await tell(this.told.host, 'billing.customer.updated', customer, actor);
      return customer;
    });
  }

  delete(actor: Principal, id: number): Promise<void> {
    return this.db.transaction(async () => {
      const customer = customerOf(found(await this.rows(actor).where({ id }).forUpdate().first(), id));
      await this.db.publish(customerDeleting, { actor, customer });
      await this.rows(actor).where({ id }).delete();
      await tell(this.told.host, 'billing.customer.deleted', customer, actor);
    });
  }

  private rows(tenant: Tenant): Rows<CustomerRow> {
    return this.db.of(TABLE, tenant);
  }
}

/** What was given, as it is kept; nothing for what was left out. */
function columns(values: Partial<CustomerValues>): Partial<CustomerRow> {
  const { address, ...plain } = values;
  if (values.currency !== undefined) assertCurrency(values.currency, 'currency');
  assertLanguage(values.language, 'language');
  return {
    ...given(plain),
    ...(values.name === undefined ? {} : { nameKey: sortKey(values.name) }),
    ...(values.email === undefined
      ? {}
      : { emailKey: values.email === null ? null : sortKey(values.email, EMAIL_KEY_LENGTH) }),
    ...(address === undefined ? {} : { address: wholeAddress(address) }),
  };
}

function customerOf(row: Customer): Customer {
  const {
    id,
    publicId,
    name,
    company,
    email,
    address,
    taxId,
    currency,
    language,
    paymentTermsDays,
    createdAt,
    updatedAt,
  } = row;
  return {
    id,
    publicId,
    name,
    company,
    email,
    address,
    taxId,
    currency,
    language,
    paymentTermsDays,
    createdAt,
    updatedAt,
  };
}

function found(row: CustomerRow | undefined, id: number): CustomerRow {
  if (!row)
    throw new ProblemError('not_found', `No customer with id ${id}`, { data: { id, resource: 'customer' } });
  return row;
}
