import type { Vendor } from '../../interviews/ports/vendor.ts';
import { createApi } from '../api.ts';
import { type VendorParts, vendorKind } from '../kind.ts';
import { capabilities } from './capabilities.ts';
import { createClient } from './client.ts';
import { readError } from './contract.ts';
import { type HttpSettings, httpRows, settleHttp } from './settings.ts';
import { httpWebhooks } from './webhook.ts';

export const http = vendorKind({ rows: httpRows, settle: settleHttp, create: createHttpVendor });

/** A vendor that serves the bridge's own vendor contract, for one account. */
export function createHttpVendor(settings: HttpSettings, { http, ...rest }: VendorParts) {
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
