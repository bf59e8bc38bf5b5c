import type { Page, Principal, Tenant } from '#host';
import type { Listing } from './listing.js';

/** What the organisation offers at a price. */
export interface Service {
  readonly id: number;
  readonly publicId: string;
  readonly name: string;
  readonly description: string | null;
  /** Of one, in minor units of `currency`. */
  readonly price: number;
  /** ISO 4217 */
  readonly currency: string;
  /** From the day an order is submitted to the day it is due. Null: no day is promised. */
  readonly deliveryDays: number | null;
  /** Can be ordered. */
  readonly active: boolean;
  /** An order of it that is completed leaves a draft invoice. */
  readonly invoiceOnCompletion: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface ServiceValues {
  readonly name: string;
  readonly price: number;
  readonly description?: string | null;
  /** Default: the organisation's. */
  readonly currency?: string;
  readonly deliveryDays?: number | null;
  /** Default: true. */
  readonly active?: boolean;
  /** Default: false. */
  readonly invoiceOnCompletion?: boolean;
}

export interface ServiceFilter extends Listing<'created_at'> {
  readonly active?: boolean;
  /** Words that must begin words of the name. */
  readonly search?: string;
}

/** What was ordered keeps the price that it was ordered at: changes are for the orders to come. */
export interface Catalogue {
  list(tenant: Tenant, filter: ServiceFilter): Promise<Page<Service>>;
  get(tenant: Tenant, id: number): Promise<Service>;
  /** By its public id. */
  named(tenant: Tenant, publicId: string): Promise<Service>;
  /** Those that exist, by id. One query. */
  getMany(tenant: Tenant, ids: readonly number[]): Promise<ReadonlyMap<number, Service>>;
  create(actor: Principal, values: ServiceValues): Promise<Service>;
  update(actor: Principal, id: number, values: Partial<ServiceValues>): Promise<Service>;
  /** Refused while orders name it. */
  delete(actor: Principal, id: number): Promise<Service>;
}
