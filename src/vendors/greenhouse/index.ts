import type { Vendor } from '../../interviews/ports/vendor.ts';
import { createApi } from '../api.ts';
import { interviewTokens } from '../interview-tokens.ts';
import { type VendorPages, type VendorParts, vendorKind } from '../kind.ts';
import { unnamedVendor } from '../vendor-name.ts';
import { capabilitiesOf } from './capabilities.ts';
import { checkAddresses } from './check.ts';
import { createClient } from './client.ts';
import { readError } from './contract.ts';
import { type GreenhouseSettings, greenhouseRows, settleGreenhouse } from './settings.ts';
import { greenhouseWebhooks } from './webhook.ts';

export const greenhouse = vendorKind({
  rows: greenhouseRows,
  settle: settleGreenhouse,
  create: createGreenhouseVendor,
});

/** A vendor that implements Greenhouse's Assessment Partner API, for one account. */
export function createGreenhouseVendor(settings: GreenhouseSettings, parts: Omit<VendorParts, 'canMail'>) {
  const { http, account, publicUrl, onIgnored = () => undefined } = parts;
  const { apiKey, addressSecret } = settings;
  // The key proves what was made before there was a secret.
  const addressSecrets = addressSecret === undefined ? [apiKey] : [addressSecret, apiKey];
  const headers = { authorization: `Basic ${Buffer.from(`${apiKey}:`).toString('base64')}` };
  const { notifyUrl, ...webhooks } = greenhouseWebhooks({ account, addressSecrets, publicUrl });
  const pages = interviewTokens('candidate', addressSecrets);
  const api = createApi(
    {
      url: '',
      headers,
      secrets: addressSecrets,
      settings: { url: 'GREENHOUSE_LIST_TESTS_URL', key: 'GREENHOUSE_API_KEY' },
      readError,
    },
    http,
  );
  const candidateUrl = (interviewId: string) => `${publicUrl}/candidates/${pages.tokenOf(interviewId)}`;
  return {
    name: 'greenhouse',
    title: unnamedVendor,
    capabilities: capabilitiesOf(settings),
    ...createClient(api, { settings, notifyUrl, candidateUrl, onIgnored }),
    ...webhooks,
    check: checkAddresses(http, settings, headers),
    candidateAt: pages.interviewOf,
    webhookAbout: (interviewId: string) => ({ method: 'PATCH' as const, url: notifyUrl(interviewId) }),
  } satisfies Vendor & VendorPages;
}
