import type { Vendor } from '../../interviews/ports/vendor.ts';
import { createApi } from '../api.ts';
import { type VendorParts, vendorKind } from '../kind.ts';
import { capabilities } from './capabilities.ts';
import { createClient } from './client.ts';
import { readError } from './contract.ts';
import { type SampleVendorSettings, sampleVendorRows, settleSampleVendor } from './settings.ts';
import { sampleVendorWebhooks } from './webhook.ts';

export const sampleVendor = vendorKind({
  rows: sampleVendorRows,
  settle: settleSampleVendor,
  create: createSampleVendor,
});

/** Sample Vendor for one account. */
export function createSampleVendor(
  { apiUrl, apiKey, webhookSecrets }: SampleVendorSettings,
  { http }: Pick<VendorParts, 'http'>,
) {
  const api = createApi(
    {
      url: apiUrl,
      headers: { authorization: `Bearer ${apiKey}` },
      secrets: [apiKey, ...webhookSecrets],
      settings: { url: 'SAMPLE_VENDOR_API_URL', key: 'SAMPLE_VENDOR_API_KEY' },
      readError,
    },
    http,
  );
  return {
    name: 'sample-vendor',
    title: 'Sample Vendor',
    capabilities,
    ...createClient(api),
    ...sampleVendorWebhooks(webhookSecrets),
  } satisfies Vendor;
}
