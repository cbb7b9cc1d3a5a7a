import { parseUrl } from '../interviews/parse-url.ts';
import { isLoopback } from '../settings/loopback.ts';
import { abortable } from './abortable.ts';
import { isPublicAddress } from './public-address.ts';

/** All IP addresses of a host; for an IP address, the address itself. */
export type Lookup = (host: string) => Promise<string[]>;

type Options = { allowsLoopback: boolean; lookup: Lookup; signal: AbortSignal };

/**
 * The IP address behind a URL of the vendor, or of a redirect of its storage, if the bridge may fetch it (against
 * SSRF): https to a host with public addresses only; this machine only where the account's vendor is there too. Connect
 * to exactly this address: another lookup may return a different one (DNS rebinding).
 */
export async function allowedAddressOf(
  text: string,
  { allowsLoopback, lookup, signal }: Options,
): Promise<string | undefined> {
  const url = parseUrl(text);
  if (!url) return undefined;
  const { protocol, hostname, username, password } = url;
  if (username !== '' || password !== '') return undefined;
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  // An unknown host has no address.
  const found = lookup(hostname.replace(/^\[|\]$/g, '')).catch(() => []);
  const addresses: string[] = await abortable(found, signal);
  if (allowsLoopback && isLoopback(hostname)) return addresses[0];
  return protocol === 'https:' && addresses.every(isPublicAddress) ? addresses[0] : undefined;
}
