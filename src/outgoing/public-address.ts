import ipaddr from 'ipaddr.js';

/** Global unicast: everything else of IPv6 is special in one way or another. */
const GLOBAL = ipaddr.parseCIDR('2000::/3');
/** Translates to IPv4 (RFC 6052): judged as the IPv4 address inside. */
const NAT64 = ipaddr.parseCIDR('64:ff9b::/96');
/** Public by its number, and yet a cloud's own server of metadata and keys. */
const INSIDE_CLOUDS: ReadonlySet<string> = new Set(['168.63.129.16']);

/**
 * True for addresses of the public internet. Loopback, private, link-local (with the metadata servers), shared,
 * documentation, multicast and reserved ones are not, nor is IPv6 that carries any of them, nor are tunnels.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = unwrapped(ipaddr.parse(text));
  if (INSIDE_CLOUDS.has(address.toString()) || address.range() !== 'unicast') return false;
  return address.kind() === 'ipv4' || address.match(GLOBAL);
}

/** The IPv4 address inside an IPv6 one that means nothing else. */
export function unwrapped(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  if (!(address instanceof ipaddr.IPv6)) return address;
  if (address.isIPv4MappedAddress()) return address.toIPv4Address();
  return address.match(NAT64) ? new ipaddr.IPv4(address.toByteArray().slice(12)) : address;
}
