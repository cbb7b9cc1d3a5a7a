import type { Vendor } from '../../interviews/ports/vendor.ts';
import { createApi } from '../api.ts';
import { type VendorPages, type VendorParts, vendorKind } from '../kind.ts';
import { signStandardWebhook } from '../standard-webhooks.ts';
import { unnamedVendor } from '../vendor-name.ts';
import { capabilitiesOf } from './capabilities.ts';
import { createClient } from './client.ts';
import { readError } from './contract.ts';
import { linkVendor } from './link.ts';
import { type HttpSettings, httpRows, missingOfHttp, settleHttp } from './settings.ts';
import { httpWebhooks } from './webhook.ts';

export const http = vendorKind({
  rows: httpRows,
  missing: missingOfHttp,
  toEnter: ['webhook URL     {PUBLIC_URL}/webhooks/http', 'webhook secret  {VENDOR_WEBHOOK_SECRET}'],
  settle: settleHttp,
  create: createHttpVendor,
});

/** A vendor that serves the bridge's own vendor contract, or as much of it as its settings say, for one account. */
export function createHttpVendor(
  settings: HttpSettings,
  { http, canMail, ...rest }: VendorParts,
): Vendor & VendorPages {
  const { webhookSecrets, templates } = settings;
  const capabilities = capabilitiesOf(settings);
  const canAsk = capabilities.canAsk !== 'never';
  const { notifyUrl, ...webhooks } = httpWebhooks({ ...rest, webhookSecrets, canAsk });
  const prove = (body: Buffer) => signStandardWebhook(webhookSecrets, body, rest.now());
  const vendor = { name: 'http', title: unnamedVendor, capabilities, ...webhooks, prove };
  if ('link' in settings) return { ...vendor, ...linkVendor(settings) };
  const { url, token } = settings;
  const api = createApi(
    {
      url,
      headers: { authorization: `Bearer ${token}` },
      secrets: [token, ...webhookSecrets],
      settings: { url: 'VENDOR_URL', key: 'VENDOR_TOKEN' },
      readError,
    },
    http,
  );
  const { check, fetchTranscript, ...client } = createClient(api, { notifyUrl, canMail, templates, now: rest.now });
  return { ...vendor, ...client, ...(settings.canAsk ? { check, fetchTranscript } : { fetch: async () => [] }) };
}
