import ipaddr from 'ipaddr.js';
import { unwrapped } from './public-address.js';

/** Networks and host names that the administrator trusts although they are internal. */
export class AllowList {
  private readonly networks: [ipaddr.IPv4 | ipaddr.IPv6, number][] = [];
  private readonly names = new Set<string>();

  /** `10.0.0.0/8`, `127.0.0.1`, `hooks.internal`. */
  constructor(entries: readonly string[]) {
    for (const entry of entries) {
      if (ipaddr.isValidCIDR(entry)) this.networks.push(ipaddr.parseCIDR(entry));
      else if (ipaddr.isValid(entry)) this.networks.push(single(ipaddr.parse(entry)));
      else this.names.add(entry.toLowerCase());
    }
  }

  /** Host names without a dot at their end. */
  hasName(name: string): boolean {
    return this.names.has(name);
  }

  hasAddress(text: string): boolean {
    if (!ipaddr.isValid(text)) return false;
    const address = unwrapped(ipaddr.parse(text));
    return this.networks.some(
      ([network, bits]) => network.kind() === address.kind() && address.match(network, bits),
    );
  }
}

function single(address: ipaddr.IPv4 | ipaddr.IPv6): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}
