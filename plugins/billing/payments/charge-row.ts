import { ProblemError, type Table, type Tenant, tenantTable } from '#host';
import type { Charge, Invoice, Invoices } from '../contract.js';

export interface ChargeRow extends Charge {
  readonly orgId: number;
  readonly operationKey: string;
  /** The means of payment is kept for charges to come. */
  readonly save: boolean;
  readonly paymentMethodId: string | null;
  readonly providerIntent: string | null;
  readonly providerSession: string | null;
  /** The provider is asked from then on, with nothing changed any more. */
  readonly placedAt: Date | null;
  readonly version: number;
  /** Whether `chargeFailed` was published. */
  readonly told: boolean;
  readonly paymentId: number | null;
  /** Of what was received: what the invoice owed, and what is given back. */
  readonly amountBooked: number;
  readonly amountSurplus: number;
  readonly reversal: 'refunded' | 'disputed' | null;
  /** When to ask the provider, unless it tells by itself; null: it is over. */
  readonly lookAt: Date | null;
}

export const CHARGES: Table<ChargeRow> = tenantTable<ChargeRow>('billing_charges', {
  instants: ['placedAt', 'lookAt', 'createdAt', 'updatedAt'],
  booleans: ['save', 'told'],
  // Nothing lists charges.
  keepTotals: false,
});

export const NEW_CHARGE = {
  failure: null,
  save: false,
  paymentMethodId: null,
  providerIntent: null,
  providerSession: null,
  placedAt: null,
  version: 0,
  told: false,
  paymentId: null,
  amountBooked: 0,
  amountSurplus: 0,
  amountRefunded: 0,
  reversal: null,
} as const;

export function isLive({ status }: Pick<ChargeRow, 'status'>): boolean {
  return status === 'pending' || status === 'requires_action';
}

/** The provider has not heard of it. */
export function isUnasked({ kind, status, placedAt, providerIntent }: ChargeRow): boolean {
  return kind === 'charge' && status === 'pending' && placedAt === null && providerIntent === null;
}

export function ageOf({ createdAt }: ChargeRow, now: Date): number {
  return now.getTime() - createdAt.getTime();
}

export function chargeOf(row: Omit<ChargeRow, 'orgId'>): Charge {
  return {
    id: row.id,
    publicId: row.publicId,
    kind: row.kind,
    invoiceId: row.invoiceId,
    customerId: row.customerId,
    amount: row.amount,
    currency: row.currency,
    status: row.status,
    failure: row.failure,
    amountRefunded: row.amountRefunded,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

/** What may still be paid of it: of a draft all, of what is closed nothing. */
export function owed({ status, total, amountDue }: Invoice): number {
  if (status === 'draft') return total;
  return status === 'open' || status === 'uncollectible' ? amountDue : 0;
}

/** What its money may pay: of a draft that is of another customer or currency by now, nothing. */
export function owedOf(
  { customerId, currency }: Pick<ChargeRow, 'customerId' | 'currency'>,
  invoice: Invoice | undefined,
): number {
  const isSame = invoice?.customerId === customerId && invoice.currency === currency;
  return isSame ? owed(invoice) : 0;
}

/** What is charged. Undefined for a draft that was deleted meanwhile. */
export async function chargedInvoice(
  invoices: Pick<Invoices, 'get'>,
  tenant: Tenant,
  { invoiceId }: Pick<ChargeRow, 'invoiceId'>,
): Promise<Invoice | undefined> {
  try {
    return await invoices.get(tenant, invoiceId);
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'not_found') return undefined;
    throw error;
  }
}
