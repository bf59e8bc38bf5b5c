import { type EventType, eventType, type Principal, type Tenant } from '#host';

/** A postal address. Parts that are not known are null. */
export interface Address {
  readonly line1: string | null;
  readonly line2: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly postalCode: string | null;
  /** As the organisation writes it: a name, or an ISO 3166 code. */
  readonly country: string | null;
}

/** Whoever is billed. */
export interface Customer {
  readonly id: number;
  readonly publicId: string;
  readonly name: string;
  /** For whom the person of that name is billed. */
  readonly company: string | null;
  readonly email: string | null;
  readonly address: Address | null;
  readonly taxId: string | null;
  /** ISO 4217 */
  readonly currency: string;
  /** BCP 47; null: the organisation's. */
  readonly language: string | null;
  /** Days from the issue of an invoice to its due date. */
  readonly paymentTermsDays: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Parts that may be written. The address is replaced whole; parts left out of it are null. */
export interface CustomerValues {
  readonly name: string;
  readonly company?: string | null;
  readonly email?: string | null;
  readonly address?: Partial<Address> | null;
  readonly taxId?: string | null;
  /** Default: the organisation's. */
  readonly currency?: string;
  readonly language?: string | null;
  /** Default: 30. */
  readonly paymentTermsDays?: number;
}

/**
 * Customers of one organisation. Writes join the caller's transaction. They leave the audit entry to the caller,
 * who knows what the change means.
 */
export interface Customers {
  create(actor: Principal, values: CustomerValues): Promise<Customer>;
  get(tenant: Tenant, id: number): Promise<Customer>;
  /** By its public id; undefined when this organisation has none of that name. */
  named(tenant: Tenant, publicId: string): Promise<Customer | undefined>;
  /** Those that exist, by id. One query. */
  getMany(tenant: Tenant, ids: readonly number[]): Promise<ReadonlyMap<number, Customer>>;
  /** Those with this e-mail, in whatever case it is written, the oldest first; the first hundred. */
  withEmail(tenant: Tenant, email: string): Promise<readonly Customer[]>;
  /** Keeps the customer until the transaction ends. For a reference field: 422 when it is not there. */
  hold(tenant: Tenant, id: number, field: string): Promise<Customer>;
  update(actor: Principal, id: number, values: Partial<CustomerValues>): Promise<Customer>;
  /** Refused by whoever listens to `customerDeleting` and still needs it. */
  delete(actor: Principal, id: number): Promise<void>;
}

export interface CustomerChanged {
  readonly actor: Principal;
  readonly before: Customer;
  readonly customer: Customer;
}

export interface CustomerDeleting {
  readonly actor: Principal;
  readonly customer: Customer;
}

/** A customer was changed. Listeners that keep a copy of a name or e-mail follow in the same transaction. */
export const customerChanged: EventType<CustomerChanged> =
  eventType<CustomerChanged>('billing.customer.changed');

/** A customer is about to be deleted: clean up, or throw a conflict to refuse. */
export const customerDeleting: EventType<CustomerDeleting> =
  eventType<CustomerDeleting>('billing.customer.deleting');
