import type { HttpClient } from '../../http/request.ts';
import type { Vendor } from '../../interviews/ports/vendor.ts';
import { createApi } from '../api.ts';
import { capabilities } from './capabilities.ts';
import { createClient } from './client.ts';
import { readError } from './contract.ts';
import type { HttpSettings } from './settings.ts';
import { httpWebhooks } from './webhook.ts';

export type HttpVendorParts = { http: HttpClient; account: string; publicUrl: string; now: () => number };

/** A vendor that serves the bridge's own vendor contract, for one account. */
export function createHttpVendor(settings: HttpSettings, { http, ...rest }: HttpVendorParts) {
  const { url, token, webhookSecrets, title } = settings;
  const { notifyUrl, ...webhooks } = httpWebhooks({ ...rest, webhookSecrets });
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
  return { name: 'http', title, capabilities, ...createClient(api, { notifyUrl }), ...webhooks } satisfies Vendor;
}
