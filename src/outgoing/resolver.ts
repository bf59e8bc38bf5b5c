import { lookup } from 'node:dns/promises';
import { OutgoingError } from './outgoing.js';

export interface ResolvedAddress {
  readonly address: string;
  /** 4 or 6. */
  readonly family: number;
}

/** All addresses of a host name, in the order in which they are to be tried. */
export type Resolve = (host: string) => Promise<readonly ResolvedAddress[]>;

/** As the machine resolves names: also by its hosts file. */
export const systemResolve: Resolve = (host) => lookup(host, { all: true, order: 'verbatim' });

export async function resolved(resolve: Resolve, host: string): Promise<readonly ResolvedAddress[]> {
  let addresses: readonly ResolvedAddress[];
  try {
    addresses = await resolve(host);
  } catch (cause) {
    throw new OutgoingError('unknown_host', `The name ${host} is not known`, { cause });
  }
  if (addresses.length > 0) return addresses;
  throw new OutgoingError('unknown_host', `The name ${host} has no address`);
}
