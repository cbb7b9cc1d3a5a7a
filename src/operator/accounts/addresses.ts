import type { Addresses } from '../queries/accounts.ts';

export function addressLines(addresses: Addresses | undefined): string[] {
  if (!addresses) return [];
  const { baseUrl, webhookUrl } = addresses;
  return [
    `base URL for Workable     ${baseUrl}`,
    ...(webhookUrl === undefined ? [] : [`webhooks of the vendor    ${webhookUrl}`]),
  ];
}

export function addressData(addresses: Addresses | undefined) {
  return { base_url: addresses?.baseUrl ?? null, webhook_url: addresses?.webhookUrl ?? null };
}
