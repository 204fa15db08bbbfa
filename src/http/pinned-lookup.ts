import dns from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPrivateIp } from './private-networks.ts';

/** A name leads to a private network. */
export class PrivateAddress extends Error {}

/**
 * Resolves a name and hands out only what it has checked. The connection goes to these addresses, so that a second
 * answer of the name server cannot lead it elsewhere. One private address among several refuses all of them.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  dns.lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, []);
    const first = addresses[0];
    if (first === undefined || addresses.some(({ address }) => isPrivateIp(address))) {
      return callback(new PrivateAddress(`${hostname} is on a private network`), []);
    }
    if (options.all === true) return callback(null, addresses);
    callback(null, first.address, first.family);
  });
};
