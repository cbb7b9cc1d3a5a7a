import { lookup } from 'node:dns/promises';
import { isLoopback } from '../settings/loopback.ts';
import { isPublicAddress } from './public-address.ts';

/**
 * Whether the bridge may fetch an address that the vendor, or its storage by a redirect, has named: https to a host
 * whose every address is public. Anything on this machine only where the account's vendor is there too.
 */
export async function isAllowedVendorUrl(text: string, allowsLoopback: boolean): Promise<boolean> {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return false;
  if (allowsLoopback && isLoopback(hostname)) return protocol === 'https:' || protocol === 'http:';
  if (protocol !== 'https:') return false;
  const addresses = await addressesOf(hostname.replace(/^\[|\]$/g, ''));
  return addresses.length > 0 && addresses.every(isPublicAddress);
}

/** Of a host that is an address already: that one. None when the name is unknown. */
async function addressesOf(host: string): Promise<string[]> {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch {
    return [];
  }
}
