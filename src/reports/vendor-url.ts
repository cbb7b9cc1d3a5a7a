import { isLoopback } from '../settings/loopback.ts';
import { unlessGivenUp } from './given-up.ts';
import { isPublicAddress } from './public-address.ts';

/** All IP addresses of a host; of one that is an address already, that one. */
export type Lookup = (host: string) => Promise<string[]>;

type Question = { allowsLoopback: boolean; lookup: Lookup; signal: AbortSignal };

/**
 * The IP address behind a URL that the vendor, or its storage by a redirect, has named, if the bridge may fetch it: https
 * to a host whose every address is public. Anything on this machine only where the account's vendor is there too. The
 * connection has to go to this very address: asked again, the name may lead elsewhere.
 */
export async function allowedAddressOf(
  text: string,
  { allowsLoopback, lookup, signal }: Question,
): Promise<string | undefined> {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return undefined;
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  // An unknown name has none.
  const asked = lookup(hostname.replace(/^\[|\]$/g, '')).catch(() => []);
  const addresses: string[] = await unlessGivenUp(asked, signal);
  if (allowsLoopback && isLoopback(hostname)) return addresses[0];
  return protocol === 'https:' && addresses.every(isPublicAddress) ? addresses[0] : undefined;
}
