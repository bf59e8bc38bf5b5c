import { given, sortKey, tenantTable } from '#host';
import type { Customer, CustomerValues } from '../../billing/contract.js';
import type { Client, ClientStatus, ClientValues, RoundingMode } from '../contract.js';

/** What a CRM knows of a customer. */
export interface ClientRow {
  readonly id: number;
  readonly orgId: number;
  /** Copy of the customer's name, for sorting; follows it. */
  readonly nameKey: string;
  readonly phone: string | null;
  readonly website: string | null;
  readonly status: ClientStatus;
  readonly roundingMinutes: number;
  readonly roundingMode: RoundingMode;
  readonly hourlyRate: number | null;
  readonly notes: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export const CLIENTS = tenantTable<ClientRow>('agency_clients', {
  instants: ['createdAt', 'updatedAt'],
  searchable: true,
});

const DEFAULTS = {
  phone: null,
  website: null,
  status: 'active',
  roundingMinutes: 0,
  roundingMode: 'up',
  hourlyRate: null,
  notes: null,
} as const;

export function newClientRow(customer: Customer, values: ClientValues, now: Date): Omit<ClientRow, 'orgId'> {
  const kept = { id: customer.id, nameKey: sortKey(customer.name), createdAt: now, updatedAt: now };
  return { ...DEFAULTS, ...clientColumns(values), ...kept };
}

/** The part of the values that agency keeps. */
export function clientColumns(values: Partial<ClientValues>): Partial<ClientRow> {
  const { phone, website, status, rounding, hourlyRate, notes } = values;
  return given({
    phone,
    website,
    status,
    roundingMinutes: rounding?.minutes,
    roundingMode: rounding?.mode,
    hourlyRate,
    notes,
  });
}

/** The part of the values that billing keeps. */
export function customerValues(values: Partial<ClientValues>): Partial<CustomerValues> {
  const { name, company, email, address, taxId, currency, language, paymentTermsDays } = values;
  return given({ name, company, email, address, taxId, currency, language, paymentTermsDays });
}

export function clientOf(row: Omit<ClientRow, 'orgId'>, customer: Customer): Client {
  return {
    id: row.id,
    publicId: customer.publicId,
    name: customer.name,
    email: customer.email,
    company: customer.company,
    phone: row.phone,
    website: row.website,
    status: row.status,
    address: customer.address,
    taxId: customer.taxId,
    currency: customer.currency,
    language: customer.language,
    paymentTermsDays: customer.paymentTermsDays,
    rounding: { minutes: row.roundingMinutes, mode: row.roundingMode },
    hourlyRate: row.hourlyRate,
    notes: row.notes,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

/** What the search looks at. */
export function searchedTexts({ name, company, email }: Customer): (string | null)[] {
  return [name, company, email];
}
