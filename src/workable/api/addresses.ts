import { isLoopback } from '../../settings/loopback.ts';

/** `subdomain`: such as `acme`; `apiUrl`: another place of the API, such as a proxy, without a trailing slash. */
export type SpiAddress = { subdomain?: string | undefined; apiUrl?: string | undefined };

/**
 * The base of all calls, and the address of the one that finds the accounts of a token. Without a subdomain that one
 * alone is of use. Throws for a host that must not see the token: only Workable by https, or what `apiUrl` names.
 */
export function addressesOf({ subdomain = 'www', apiUrl }: SpiAddress): { baseUrl: string; accountsUrl: string } {
  const baseUrl = (apiUrl ?? `https://${subdomain}.workable.com/spi/v3`).replace(/\/+$/, '');
  const { protocol, hostname } = new URL(baseUrl);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
  if (!isSafe || (apiUrl === undefined && !/^[a-z0-9-]{1,63}\.workable\.com$/.test(hostname)))
    throw new Error('The API of Workable is called at https addresses only');
  return { baseUrl, accountsUrl: `${apiUrl === undefined ? 'https://www.workable.com/spi/v3' : baseUrl}/accounts` };
}
