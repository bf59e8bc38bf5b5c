import { randomBytes } from 'node:crypto';
import type { Principal } from '../../src/auth/principal.js';
import type { Host } from '../../src/host.js';
import { TEAM } from './words.js';

/** The agency's people, made where they are missing. Nobody knows their passwords: an administrator sets them. */
export async function ensureTeam(host: Host, actor: Principal): Promise<number[]> {
  const ids: number[] = [];
  for (const { login, name, role } of TEAM) {
    const known = await host.accounts.users.byLogin(login);
    if (known) {
      ids.push(known.id);
      continue;
    }
    const made = await host.accounts.users.create(actor, {
      login,
      name,
      email: `${login}@agency.example`,
      password: randomBytes(24).toString('base64url'),
      membership: { orgId: actor.orgId, role },
    });
    ids.push(made.id);
  }
  const members = await host.accounts.directory.members(actor, ids);
  return ids.filter((id) => members.has(id));
}
