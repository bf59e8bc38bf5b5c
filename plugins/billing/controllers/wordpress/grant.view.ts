import type { Whole } from '#host';
import type { LedgerTransaction, LedgerType, Unit } from '../../contract.js';
import type { Metadata } from '../metadata.js';
import type { OperationReference, OrganizationId, Units } from '../params.js';

export interface GrantBody {
  /** Any organisation of the site. */
  organization_id: OrganizationId;
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
  /**
   * A second grant under the same reference is not made, and the first one answered.
   */
  reference_id?: OperationReference;
  metadata?: Metadata;
}

export interface GrantView {
  id: string;
  organization_id: Whole;
  unit: Unit;
  type: LedgerType;
  amount: Whole;
  /** What the organisation has now. */
  balance_after: Whole;
  description: string;
  reference_id: string | null;
  metadata: Metadata | null;
  created_at: string;
}

export function grantView(transaction: LedgerTransaction, organizationId: number): GrantView {
  const { publicId, unit, type, amount, balanceAfter, referenceId, createdAt } = transaction;
  const { description, metadata } = transaction;
  return {
    ...{ id: publicId, organization_id: organizationId, unit, type, amount, balance_after: balanceAfter },
    ...{ description, reference_id: referenceId, metadata, created_at: createdAt.toISOString() },
  };
}
