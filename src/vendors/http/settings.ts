import { isLoopback } from '../../settings/loopback.ts';
import type { SettingRows, ValuesOf } from '../../settings/row.ts';
import { baseUrl, listOf, token } from '../../settings/values.ts';
import { vendorName } from '../vendor-name.ts';
import { capabilities } from './capabilities.ts';

export const httpRows = {
  VENDOR_URL: { value: baseUrl, meaning: 'Where the vendor serves the vendor contract.' },
  VENDOR_TOKEN: { value: token, secret: true, meaning: 'The token the bridge sends to the vendor as a bearer.' },
  VENDOR_WEBHOOK_SECRET: {
    value: listOf(token),
    secret: true,
    opens: true,
    decidesAccount: true,
    meaning:
      'What the vendor signs its webhooks with (Standard Webhooks), or sends as a bearer. Comma-separated, all are valid: for rotation.',
  },
  VENDOR_NAME: vendorName,
} satisfies SettingRows;

/** The adapter's settings for one account. */
export type HttpSettings = {
  url: string;
  token: string;
  webhookSecrets: readonly string[];
  title: string;
};

export function settleHttp(values: ValuesOf<typeof httpRows>) {
  const settings: HttpSettings = {
    url: values.VENDOR_URL,
    token: values.VENDOR_TOKEN,
    webhookSecrets: values.VENDOR_WEBHOOK_SECRET,
    title: values.VENDOR_NAME,
  };
  return {
    settings,
    asksDetails: false,
    reportMode: 'as-sent' as const,
    askEveryMs: capabilities.askEveryMs,
    needsMail: false,
    isLocal: isLoopback(new URL(settings.url).hostname),
  };
}
