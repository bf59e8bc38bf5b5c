import type { Principal } from '#host';
import type { AgencyHost } from './agency-host.js';
import type { ReplyAuthor } from './contract.js';

/** Who writes now, by the name that they have now. */
export async function authorOf(host: AgencyHost, actor: Principal): Promise<ReplyAuthor> {
  const { userId: id } = actor;
  if (id === null) return { type: 'user', id, name: actor.name };
  const members = await host.accounts.members(actor, [id]);
  return { type: 'user', id, name: members.get(id)?.name ?? actor.name };
}
