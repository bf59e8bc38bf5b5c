import { type Principal, ProblemError, unknownReference } from '#host';
import type { BillingHost } from '../billing-host.js';
import type { Granting, LedgerTransaction } from '../contract.js';
import type { TokenLedger } from './ledger.js';

const WELCOME = { unit: 'token', type: 'signup_bonus', action: 'signup_bonus', key: 'signup bonus' } as const;

/** What organisations get from the operator without paying. */
export class Grants {
  constructor(
    private readonly host: BillingHost,
    private readonly ledger: TokenLedger,
  ) {}

  /** The audit log of the organisation that gets it says who gave it. */
  give(actor: Principal, orgId: number, granting: Granting): Promise<LedgerTransaction> {
    return this.host.db.transaction(async () => {
      await this.assertOrganization(orgId);
      const there = { ...actor, orgId };
      const { transaction, isNew } = await this.ledger.granted(there, granting);
      if (!isNew) return transaction;
      const { unit, type, amount, description } = granting;
      await this.host.audit.record(there, {
        action: 'ledger.granted',
        entityType: 'ledger-transaction',
        entityId: transaction.publicId,
        changes: { unit, type, amount, description },
      });
      return transaction;
    });
  }

  private async assertOrganization(orgId: number): Promise<void> {
    try {
      await this.host.accounts.organization({ orgId });
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'not_found')
        throw unknownReference('organization_id', orgId);
      throw error;
    }
  }

  /** Once for each organisation that is made while the setting says so. */
  async welcome(orgId: number): Promise<void> {
    const amount = (await this.host.options.get<number>('signup_bonus')) ?? 0;
    if (amount < 1) return;
    const description = 'Welcome: tokens to begin with';
    const actor = this.host.actAs(orgId, 'signup bonus');
    await this.ledger.grant(actor, { ...WELCOME, amount, description });
  }
}
