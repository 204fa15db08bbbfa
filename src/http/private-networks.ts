import { BlockList, isIP } from 'node:net';

/**
 * Networks that are not the public internet. An address that somebody wrote into a feed must not make us ask them.
 * Sources: the special-purpose registries of IANA for IPv4 and IPv6. An IPv6 address that carries an IPv4 address
 * (mapped, 6to4, Teredo, NAT64) is refused as a whole, except the mapped ones, which the list looks into itself.
 */
const subnets: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

const blocked = new BlockList();
for (const [network, bits] of subnets)
  blocked.addSubnet(network, bits, isIP(network) === 6 ? 'ipv6' : 'ipv4');

/** The unspecified address, loopback, and the old form in which IPv6 carried IPv4 (`::7f00:1`). */
const oldCarrier = new BlockList();
oldCarrier.addSubnet('::', 96, 'ipv6');

/** Names that never lead to the public internet. A proxy resolves names itself, so that only the name can be judged. */
const privateNames =
  /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home\.arpa|corp|home|private)$/;

/** @param ip an address without brackets, as the URL class or a resolver writes it. */
export function isPrivateIp(ip: string): boolean {
  const bare = ip.replace(/%.*$/, '');
  const family = isIP(bare);
  if (family === 4) return blocked.check(bare, 'ipv4');
  return blocked.check(bare, 'ipv6') || oldCarrier.check(bare, 'ipv6');
}

/** @param host a name in lower case without a last dot. A name without any dot is one of the own network. */
export function isPrivateName(host: string): boolean {
  return !host.includes('.') || privateNames.test(host);
}
