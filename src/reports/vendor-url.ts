import { lookup } from 'node:dns/promises';
import { isLoopback } from '../settings/loopback.ts';
import { isPublicAddress } from './public-address.ts';

/**
 * The IP address behind a URL that the vendor, or its storage by a redirect, has named, if the bridge may fetch it: https
 * to a host whose every address is public. Anything on this machine only where the account's vendor is there too. The
 * connection has to go to this very address: asked again, the name may lead elsewhere.
 */
export async function allowedAddressOf(text: string, allowsLoopback: boolean): Promise<string | undefined> {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return undefined;
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  const addresses = await addressesOf(hostname.replace(/^\[|\]$/g, ''));
  if (allowsLoopback && isLoopback(hostname)) return addresses[0];
  return protocol === 'https:' && addresses.every(isPublicAddress) ? addresses[0] : undefined;
}

/** Of a host that is an address already: that one. None when the name is unknown. */
async function addressesOf(host: string): Promise<string[]> {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch {
    return [];
  }
}
