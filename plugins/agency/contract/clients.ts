import type { EventType, Page, Principal, Tenant } from '#host';
import { eventType } from '#host';
import type { Address, CustomerValues } from '../../billing/contract.js';
import type { Listing } from './listing.js';

export type ClientStatus = 'lead' | 'active' | 'inactive';
export type RoundingMode = 'up' | 'nearest' | 'down';

/** How the minutes of a time entry become those that are billed. 0 minutes: as they are. */
export interface Rounding {
  readonly minutes: number;
  readonly mode: RoundingMode;
}

/** A customer, and what a CRM knows of it. The id is the customer's. */
export interface Client {
  readonly id: number;
  readonly publicId: string;
  readonly name: string;
  readonly email: string | null;
  readonly company: string | null;
  readonly phone: string | null;
  readonly website: string | null;
  readonly status: ClientStatus;
  readonly address: Address | null;
  readonly taxId: string | null;
  readonly currency: string;
  readonly language: string | null;
  readonly paymentTermsDays: number;
  readonly rounding: Rounding;
  /** Minor units of the client's currency. */
  readonly hourlyRate: number | null;
  readonly notes: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface ClientValues extends CustomerValues {
  readonly phone?: string | null;
  readonly website?: string | null;
  /** Default: active. */
  readonly status?: ClientStatus;
  /** Default: 0 minutes, up. Parts left out stay as they are. */
  readonly rounding?: Partial<Rounding>;
  readonly hourlyRate?: number | null;
  readonly notes?: string | null;
}

export type ClientSort = 'created_at' | 'name';

export interface ClientFilter extends Listing<ClientSort> {
  readonly status?: ClientStatus;
  /** Words that must begin words of name, company or e-mail. */
  readonly search?: string;
}

export interface Clients {
  list(tenant: Tenant, filter: ClientFilter): Promise<Page<Client>>;
  get(tenant: Tenant, id: number): Promise<Client>;
  /** By its public id. */
  named(tenant: Tenant, publicId: string): Promise<Client>;
  /** The oldest one with this e-mail. */
  withEmail(tenant: Tenant, email: string): Promise<Client | undefined>;
  create(actor: Principal, values: ClientValues): Promise<Client>;
  update(actor: Principal, id: number, values: Partial<ClientValues>): Promise<Client>;
  /** Its customer goes with it. Refused while it has projects or tickets. Answers what was deleted. */
  delete(actor: Principal, id: number): Promise<Client>;
}

export interface ClientDeleting {
  readonly actor: Principal;
  readonly client: Client;
}

/** A client is about to be deleted: clean up, or throw a conflict to refuse. */
export const clientDeleting: EventType<ClientDeleting> = eventType<ClientDeleting>('agency.client.deleting');
