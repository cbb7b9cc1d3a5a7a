import { isLoopback } from '../../settings/loopback.ts';
import type { SettingRows, ValuesOf } from '../../settings/row.ts';
import { baseUrl, listOf, token } from '../../settings/values.ts';
import { capabilities } from './capabilities.ts';

export const sampleVendorRows = {
  SAMPLE_VENDOR_API_URL: { value: baseUrl, meaning: 'Where the API of Sample Vendor is.' },
  SAMPLE_VENDOR_API_KEY: { value: token, secret: true, meaning: 'The key for the API of Sample Vendor.' },
  SAMPLE_VENDOR_WEBHOOK_SECRET: {
    value: listOf(token),
    secret: true,
    opens: true,
    decidesAccount: true,
    meaning: 'What Sample Vendor signs its webhooks with. Comma-separated, all are valid: for rotation.',
  },
} satisfies SettingRows;

/** The adapter's settings for one account. */
export type SampleVendorSettings = { apiUrl: string; apiKey: string; webhookSecrets: readonly string[] };

export function settleSampleVendor(values: ValuesOf<typeof sampleVendorRows>) {
  const settings: SampleVendorSettings = {
    apiUrl: values.SAMPLE_VENDOR_API_URL,
    apiKey: values.SAMPLE_VENDOR_API_KEY,
    webhookSecrets: values.SAMPLE_VENDOR_WEBHOOK_SECRET,
  };
  return {
    settings,
    asksDetails: false,
    reportMode: 'as-sent' as const,
    askEveryMs: capabilities.askEveryMs,
    // Where the vendor only gives a link, the bridge mails it.
    needsMail: capabilities.invites === 'link',
    isLocal: isLoopback(new URL(settings.apiUrl).hostname),
  };
}
