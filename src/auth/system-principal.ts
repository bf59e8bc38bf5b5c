import type { Principal } from './principal.js';

const ALL: ReadonlySet<string> = new Set(['*']);
const NONE: ReadonlySet<string> = new Set();

/** Background and public work in one organisation: every scope of the organisation, none of the site. */
export function systemPrincipal(orgId: number, reason: string): Principal {
  return {
    userId: null,
    orgId,
    name: reason,
    credential: { kind: 'system', id: 'system' },
    siteScopes: NONE,
    orgScopes: ALL,
  };
}

/** The host itself, or whoever has a shell on its machine: all of the site as well. */
export function hostPrincipal(orgId: number, reason: string): Principal {
  return { ...systemPrincipal(orgId, reason), credential: { kind: 'system', id: 'host' }, siteScopes: ALL };
}
