import type { AccountView } from '../queries/accounts.ts';

/** What is entered elsewhere for an account. */
type Addresses = {
  /** In Workable. */
  baseUrl: string;
  /** At the vendor; absent where it gets another address with each invitation. */
  webhookUrl?: string;
};

/** Undefined where its settings are wrong. */
export function addressesOf(publicUrl: string, { errors, webhookPath }: AccountView): Addresses | undefined {
  if (errors.length > 0) return undefined;
  return { baseUrl: publicUrl, ...(webhookPath === undefined ? {} : { webhookUrl: `${publicUrl}${webhookPath}` }) };
}

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
