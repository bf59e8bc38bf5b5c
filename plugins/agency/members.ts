import type { Accounts, Tenant } from '#host';
import { unknownReference } from './problems.js';

/** Refuses users that are not members of the organisation. */
export async function assertMember(
  accounts: Accounts,
  tenant: Tenant,
  field: string,
  userId: number,
): Promise<void> {
  const members = await accounts.members(tenant, [userId]);
  if (!members.has(userId)) throw unknownReference(field, userId);
}
