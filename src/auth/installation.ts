import { randomBytes } from 'node:crypto';
import { SITE_ADMINISTRATOR } from '../accounts/default-roles.js';
import type { Organizations } from '../accounts/organizations.js';
import type { Users } from '../accounts/users.js';
import type { Database } from '../database/database.js';
import { hostPrincipal } from './system-principal.js';

export interface FirstAdministrator {
  readonly login: string;
  readonly email: string;
  /** Null: one is generated. */
  readonly password: string | null;
}

/** `password` only where it was generated: to be shown once. */
export interface Installed {
  readonly login: string;
  readonly password: string | null;
}

/** Makes the first organisation and its administrator, who also is the site's. Undefined when there are users already. */
export async function ensureInstalled(
  rooms: { readonly db: Database; readonly users: Users; readonly organizations: Organizations },
  admin: FirstAdministrator,
): Promise<Installed | undefined> {
  const { db, users, organizations } = rooms;
  const anybody = () => users.list({ page: 1, perPage: 1 });
  if ((await anybody()).total !== 0) return undefined;

  const generated = admin.password === null ? randomBytes(18).toString('base64url') : null;
  const password = admin.password ?? (generated as string);
  const orgId = await firstOrganization(db, organizations);
  await users.create(hostPrincipal(orgId, 'installation'), {
    login: admin.login,
    email: admin.email,
    password,
    siteRole: SITE_ADMINISTRATOR,
    membership: { orgId, role: 'administrator' },
  });
  return { login: admin.login, password: generated };
}

/** A crash after this and before the administrator leaves an organisation that the next start takes. */
function firstOrganization(db: Database, organizations: Organizations): Promise<number> {
  return db.transaction(async () => {
    const existing = await organizations.first();
    if (existing) return existing.id;
    const made = await organizations.create(hostPrincipal(0, 'installation'), { name: 'My organisation' });
    return made.id;
  });
}
