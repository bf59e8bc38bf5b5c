import { isIP } from 'node:net';
import type { AllowList } from './allow-list.js';
import { OutgoingError } from './outgoing.js';
import { isPublicAddress } from './public-address.js';

/** Where a request goes: its address read once, so that what is checked is what is called. */
export interface Target {
  readonly url: URL;
  /** Lower case, no brackets, no dot at its end. */
  readonly host: string;
  readonly isAddress: boolean;
  /** The administrator has allowed this host by its name. */
  readonly trustedName: boolean;
}

const LONGEST_URL = 2000;
/** Below lie mail, shells and other servers that would take a request for their own words. */
const FIRST_FREE_PORT = 1024;
const WEB_PORTS: ReadonlySet<string> = new Set(['', '80', '443']);

/** Reads an address. `URL` writes `0x7f.1`, `2130706433` and `127.1` as the `127.0.0.1` that they are. */
export function targetOf(text: string, allowed: AllowList): Target {
  const url = text.length <= LONGEST_URL && URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new OutgoingError('bad_url', 'The address must be an http or https address');
  }
  if (url.username !== '' || url.password !== '') {
    throw new OutgoingError('bad_url', 'The address must have no user name and no password');
  }
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const target = { url, host, isAddress: isIP(host) > 0, trustedName: allowed.hasName(host) };
  if (target.isAddress) assertAllowed(target, host, allowed);
  const trusted = target.trustedName || allowed.hasAddress(host);
  if (!trusted && !WEB_PORTS.has(url.port) && Number(url.port) < FIRST_FREE_PORT) {
    throw new OutgoingError('refused', `Port ${url.port} may not be called`);
  }
  return target;
}

/** Throws unless this address of the target may be called. */
export function assertAllowed(target: Target, address: string, allowed: AllowList): void {
  if (target.trustedName || isPublicAddress(address) || allowed.hasAddress(address)) return;
  // Not which: whoever chose the name would learn what it means inside.
  throw new OutgoingError('refused', `${target.host} does not lie on the public internet`);
}
