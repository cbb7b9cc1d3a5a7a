import type { CallOptions, Vendor, VendorFinding } from '../../interviews/ports/vendor.ts';
import { createApi } from '../api.ts';
import { proveInHex } from '../hmac.ts';
import { type VendorPages, type VendorParts, vendorKind } from '../kind.ts';
import { capabilities, signatureHeader } from './capabilities.ts';
import { checkFlows } from './check.ts';
import { createClient } from './client.ts';
import { readError } from './contract.ts';
import { listFlows } from './flows.ts';
import { type RibbonSettings, ribbonRows, settleRibbon } from './settings.ts';
import { ribbonWebhooks } from './webhook.ts';

export const ribbon = vendorKind({
  rows: ribbonRows,
  toEnter: ['webhook URL     {PUBLIC_URL}/webhooks/ribbon, in each interview flow, with its secret key switched on'],
  settle: settleRibbon,
  create: createRibbon,
});

const ping = 'v1/ping';

/** Ribbon, for one account. */
export function createRibbon(
  settings: RibbonSettings,
  { http, publicUrl, onIgnored = () => undefined }: Pick<VendorParts, 'http' | 'publicUrl' | 'onIgnored'>,
) {
  const { apiKey, apiUrl, webhookSecrets } = settings;
  const api = createApi(
    {
      url: apiUrl,
      headers: { authorization: `Bearer ${apiKey}` },
      secrets: [apiKey, ...webhookSecrets],
      settings: { url: 'RIBBON_API_URL', key: 'RIBBON_API_KEY' },
      readError,
      keyCheck: ping,
    },
    http,
  );
  return {
    name: 'ribbon',
    title: 'Ribbon',
    capabilities,
    ...createClient(api, { onIgnored }),
    check,
    ...ribbonWebhooks({ ...settings, onIgnored }),
    prove: proveInHex({ header: signatureHeader, secrets: webhookSecrets }),
  } satisfies Vendor & VendorPages;

  async function check({ signal }: CallOptions): Promise<readonly VendorFinding[]> {
    await api.call({ path: ping, signal });
    const { flows } = await listFlows(api, signal);
    const findings = checkFlows(flows, { webhookUrl: `${publicUrl}/webhooks/ribbon`, webhookSecrets });
    return [{ isFine: true, text: 'accepts our key' }, ...findings];
  }
}
