import { isLoopback } from '../settings/loopback.ts';
import { abortable } from './abortable.ts';
import { isPublicAddress } from './public-address.ts';

/** All IP addresses of a host; of one that is an address already, that one. */
export type Lookup = (host: string) => Promise<string[]>;

type Options = { allowsLoopback: boolean; lookup: Lookup; signal: AbortSignal };

/**
 * The IP address behind a URL of the vendor, or of a redirect of its storage, if the bridge may fetch it (against SSRF):
 * https to a host with public addresses only; this machine only where the account's vendor is there too. Connect to this
 * very address: another lookup may lead elsewhere (DNS rebinding).
 */
export async function allowedAddressOf(
  text: string,
  { allowsLoopback, lookup, signal }: Options,
): Promise<string | undefined> {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return undefined;
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  // An unknown host has no address.
  const found = lookup(hostname.replace(/^\[|\]$/g, '')).catch(() => []);
  const addresses: string[] = await abortable(found, signal);
  if (allowsLoopback && isLoopback(hostname)) return addresses[0];
  return protocol === 'https:' && addresses.every(isPublicAddress) ? addresses[0] : undefined;
}
