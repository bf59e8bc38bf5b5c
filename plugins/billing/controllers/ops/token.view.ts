import { invalid } from '#host';
import type { Balance, LedgerTransaction, LedgerType, Unit } from '../../contract.js';
import type { ActionName, CompanyId, ReferenceId, Units } from './params.js';

const MAX_METADATA_BYTES = 16_384;

/** Anything that JSON can say, 16 KiB in all. It is kept with the transaction and answered with it. */
export interface TokenMetadata {
  [name: string]: unknown;
}

export interface ConsumeBody {
  amount: Units;
  action: ActionName;
  company_id?: CompanyId;
  /** What it belongs to, in the caller's words; it need not be unique. */
  reference_id?: ReferenceId;
  metadata?: TokenMetadata;
}

export interface TokenBalanceView {
  /** What may be spent now. */
  balance: number;
  /** Set aside for work that is going on: neither spent nor to be spent. */
  reserved: number;
  company_id: number;
}

export interface TokenTransactionView {
  id: string;
  type: LedgerType;
  /** Below zero: taken from the balance. */
  amount: number;
  /** What was there afterwards, reserved tokens included. */
  balance_after: number;
  action: string;
  description: string;
  reference_id: string | null;
  metadata: TokenMetadata | null;
  /** Null: not a person but a key or the site itself. */
  user_id: number | null;
  created_at: string;
}

export interface ConsumedView {
  consumed: number;
  /** What may be spent now. */
  balance: number;
  transaction: TokenTransactionView;
}

export interface GrantBody {
  /** Any organisation of the site. */
  company_id: CompanyIdOfAny;
  amount: Units;
  /** Default `token`. */
  unit?: Unit;
  /** Default `admin_grant`. */
  type?: 'admin_grant' | 'bonus' | 'refund';
  /**
   * Shown to the organisation. Not blank.
   * @minLength 1
   * @maxLength 500
   * @pattern \S
   */
  description: string;
  reference_id?: ReferenceId;
  metadata?: TokenMetadata;
}

/**
 * @isInt
 * @minimum 1
 * @maximum 9007199254740991
 */
export type CompanyIdOfAny = number;

export interface GrantView extends TokenTransactionView {
  company_id: number;
  unit: Unit;
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

export function boundedMetadata(metadata: TokenMetadata | undefined): TokenMetadata | null {
  if (metadata === undefined) return null;
  if (Buffer.byteLength(JSON.stringify(metadata)) <= MAX_METADATA_BYTES) return metadata;
  throw invalid('metadata', 'max_length', `metadata must be at most ${MAX_METADATA_BYTES} bytes of JSON`);
}
