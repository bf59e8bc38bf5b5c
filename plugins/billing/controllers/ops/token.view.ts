import type { Whole } from '#host';
import type { Balance, LedgerTransaction, LedgerType } from '../../contract.js';
import type { Metadata } from '../metadata.js';
import type { ActionName, CompanyId, ReferenceId, Units } from '../params.js';

export interface ConsumeBody {
  amount: Units;
  action: ActionName;
  company_id?: CompanyId;
  /** What it belongs to, in the caller's words; it need not be unique. */
  reference_id?: ReferenceId;
  metadata?: Metadata;
}

export interface TokenBalanceView {
  /** What may be spent now. */
  balance: Whole;
  /** Set aside for work that is going on: neither spent nor to be spent. */
  reserved: Whole;
  company_id: Whole;
}

export interface TokenTransactionView {
  id: string;
  type: LedgerType;
  /** Below zero: taken from the balance. */
  amount: Whole;
  /** What was there afterwards, reserved tokens included. */
  balance_after: Whole;
  action: string;
  description: string;
  reference_id: string | null;
  metadata: Metadata | null;
  /** Null: not a person but a key or the site itself. */
  user_id: Whole | null;
  created_at: string;
}

export interface ConsumedView {
  consumed: Whole;
  /** What may be spent now. */
  balance: Whole;
  transaction: TokenTransactionView;
}

export function tokenBalanceView({ available, reserved }: Balance, orgId: number): TokenBalanceView {
  return { balance: available, reserved, company_id: orgId };
}

export function tokenTransactionView(transaction: LedgerTransaction): TokenTransactionView {
  const { publicId, type, amount, balanceAfter, referenceId, userId, createdAt } = transaction;
  const { action, description, metadata } = transaction;
  return {
    ...{ id: publicId, type, amount, balance_after: balanceAfter, action, description },
    ...{ reference_id: referenceId, metadata, user_id: userId, created_at: createdAt.toISOString() },
  };
}
