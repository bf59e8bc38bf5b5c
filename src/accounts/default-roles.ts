import type { DefaultRole } from '../plugins/plugin.js';

/** The organisation roles every site has. What the last three reach is declared with each scope. */
export const DEFAULT_ROLES = ['administrator', 'manager', 'member', 'viewer'] as const;

export type OrganizationRole = 'administrator' | DefaultRole;

/** Holds every site scope. The one site role that needs no row. */
export const SITE_ADMINISTRATOR = 'administrator';

const TITLES: Readonly<Record<OrganizationRole, string>> = {
  administrator: 'Administrator',
  manager: 'Manager',
  member: 'Member',
  viewer: 'Viewer',
};

export function isDefaultRole(name: string): name is OrganizationRole {
  return Object.hasOwn(TITLES, name);
}

export function defaultRoleTitle(name: OrganizationRole): string {
  return TITLES[name];
}
