import type { Audit } from '../audit/audit.js';
import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import { Directory } from './directory.js';
import { Memberships } from './memberships.js';
import { OrgSettings } from './org-settings.js';
import { Organizations } from './organizations.js';
import { Roles } from './roles.js';
import type { PasswordHashing } from './user.js';
import { Users } from './users.js';

/** All rooms that know people and organisations. */
export interface AccountRooms {
  readonly users: Users;
  readonly roles: Roles;
  readonly organizations: Organizations;
  readonly memberships: Memberships;
  readonly orgSettings: OrgSettings;
  /** What plugins get. */
  readonly directory: Directory;
}

export function createAccounts(needs: {
  readonly db: Database;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly passwords: PasswordHashing;
}): AccountRooms {
  const { db, clock, audit, passwords } = needs;
  const roles = new Roles(db, clock, audit);
  const memberships = new Memberships(db, clock, audit, roles);
  const organizations = new Organizations(db, clock, audit);
  const orgSettings = new OrgSettings(db, clock, audit, organizations);
  return {
    roles,
    memberships,
    organizations,
    users: new Users(db, clock, audit, passwords, roles, memberships),
    orgSettings,
    directory: new Directory(db, organizations, orgSettings),
  };
}
