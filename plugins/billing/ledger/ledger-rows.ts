import { tenantTable } from '#host';
import type { LedgerTransaction, LedgerType, Reservation, Spending, Unit } from '../contract.js';

/** What an organisation has of one unit. */
export interface AccountRow {
  readonly id: number;
  readonly orgId: number;
  readonly unit: Unit;
  /** The sum of the wallet's entries. */
  readonly balance: number;
  /** The balance without what is reserved. */
  readonly available: number;
  /** What is available and on its way by a top-up, above the threshold of the next one. */
  readonly headroom: number;
  readonly createdAt: Date;
}

export interface TransactionRow extends LedgerTransaction {
  readonly orgId: number;
  readonly opKey: string;
}

/** Two accounts that all wallets deal with: where what they get comes from, and where what they spend goes. */
export type LedgerAccount = 'wallet' | 'issued' | 'consumed';

/** Never changed and never deleted. Those of a transaction add up to zero. */
export interface EntryRow {
  readonly transactionId: number;
  readonly orgId: number;
  readonly account: LedgerAccount;
  readonly amount: number;
}

export interface ReservationRow extends Reservation {
  readonly orgId: number;
  readonly opKey: string;
  readonly action: string;
  readonly description: string;
  readonly referenceId: string | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
  readonly userId: number | null;
  readonly transactionId: number | null;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
}

export const ACCOUNTS = tenantTable<AccountRow>('billing_ledger_accounts', {
  instants: ['createdAt'],
  keepTotals: false,
});

export const TRANSACTIONS = tenantTable<TransactionRow>('billing_ledger_transactions', {
  instants: ['createdAt'],
  json: ['metadata'],
  appendedAt: 'createdAt',
});

export const ENTRIES = tenantTable<EntryRow>('billing_ledger_entries', { keepTotals: false });

export const RESERVATIONS = tenantTable<ReservationRow>('billing_ledger_reservations', {
  instants: ['expiresAt', 'createdAt', 'endedAt'],
  json: ['metadata'],
  keepTotals: false,
});

/** What a transaction says of itself beside its amount. */
export type Explanation = Pick<
  TransactionRow,
  'unit' | 'action' | 'description' | 'referenceId' | 'metadata' | 'opKey'
>;

export function explained(spending: Spending): Explanation {
  const { unit, action, key, description = action, referenceId = null, metadata = null } = spending;
  return { unit, action, description, referenceId, metadata, opKey: key };
}

/** Where the other half of a transaction is booked. Giving back what was spent takes it from there. */
export function counterpart(type: LedgerType, amount: number): LedgerAccount {
  return type === 'consume' || (type === 'refund' && amount > 0) ? 'consumed' : 'issued';
}
