import { BlockList, isIP } from 'node:net';

/** Reads the client's address: the socket's, or what trusted proxies in front of it say, read from the right. */
export class ClientAddress {
  private readonly trusted = new BlockList();

  constructor(networks: readonly string[]) {
    for (const network of networks) {
      const [address, bits] = network.split('/') as [string, string | undefined];
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      this.trusted.addSubnet(address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
    }
  }

  of(socketAddress: string | undefined, forwarded: string | undefined): string {
    let address = plain(socketAddress ?? '');
    if (!forwarded || !this.trusts(address)) return address;
    for (const hop of forwarded.split(',').reverse()) {
      const named = plain(hop.trim());
      if (!isIP(named)) return address;
      address = named;
      if (!this.trusts(address)) return address;
    }
    return address;
  }

  private trusts(address: string): boolean {
    const family = isIP(address);
    return family !== 0 && this.trusted.check(address, family === 6 ? 'ipv6' : 'ipv4');
  }
}

/** IPv4 in IPv6 notation is IPv4. */
function plain(address: string): string {
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}

/** One subscriber usually has a whole /64: limits count that. */
export function addressKey(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head, tail] = address.split('::') as [string, string | undefined];
  const left = head.split(':').filter(Boolean);
  const right = (tail ?? '').split(':').filter(Boolean);
  const groups =
    tail === undefined ? left : [...left, ...Array(8 - left.length - right.length).fill('0'), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
