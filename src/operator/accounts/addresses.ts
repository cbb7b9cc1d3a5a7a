import type { AccountSettings } from '../../settings/accounts.ts';

/** What is entered elsewhere for an account. */
export type Addresses = {
  /** In Workable. */
  baseUrl: string;
  /** At the vendor; absent where it gets another address with each invitation. */
  webhookUrl?: string;
};

export function addressesOf(
  publicUrl: string,
  { vendorName, decidingSecrets }: Pick<AccountSettings, 'vendorName' | 'decidingSecrets'>,
): Addresses {
  // Only webhooks that come to one address for all accounts need a secret that decides whose they are.
  const isCommon = decidingSecrets.some(({ setting }) => setting !== 'WORKABLE_PROVIDER_TOKEN');
  return { baseUrl: publicUrl, ...(isCommon ? { webhookUrl: `${publicUrl}/webhooks/${vendorName}` } : {}) };
}

export function addressLines({ baseUrl, webhookUrl }: Addresses): string[] {
  return [
    `base URL for Workable     ${baseUrl}`,
    ...(webhookUrl === undefined ? [] : [`webhooks of the vendor    ${webhookUrl}`]),
  ];
}

export function addressData(addresses: Addresses | undefined) {
  return { base_url: addresses?.baseUrl ?? null, webhook_url: addresses?.webhookUrl ?? null };
}
