import type { Template } from '../../interviews/ports/vendor.ts';
import { isLoopback } from '../../settings/loopback.ts';
import type { SettingRows, ValuesOf } from '../../settings/row.ts';
import { baseUrl, bool, listOf, refuses, token } from '../../settings/values.ts';
import { keyOf } from '../standard-webhooks.ts';
import { capabilitiesOf } from './capabilities.ts';
import { linkPattern } from './link.ts';
import { listedTemplates } from './templates.ts';

/** A shorter key can be guessed; Standard Webhooks asks for as many at least. */
const leastKeyBytes = 24;

const webhookSecret = refuses(
  (text) => isSigningKey(text) && !/^whsec_[\w+/-]+={0,2}$/.test(text),
  'should be base64 behind whsec_',
  refuses(
    (text) => isSigningKey(text) && keyOf(text).length < leastKeyBytes,
    `should have at least ${leastKeyBytes} bytes in base64 behind whsec_ (openssl rand -base64 ${leastKeyBytes})`,
    token,
  ),
);

function isSigningKey(secret: string): boolean {
  return secret.startsWith('whsec_');
}

export const httpRows = {
  VENDOR_URL: {
    value: baseUrl,
    optional: true,
    meaning: 'Where the vendor serves the vendor contract. Required, unless VENDOR_LINK is set.',
  },
  VENDOR_TOKEN: {
    value: token,
    optional: true,
    secret: true,
    meaning: 'The token the bridge sends to the vendor as a bearer. Required, unless VENDOR_LINK is set.',
  },
  VENDOR_WEBHOOK_SECRET: {
    value: listOf(webhookSecret),
    secret: true,
    opens: true,
    made: 'whsec_',
    decidesAccount: true,
    meaning:
      'What the vendor signs its webhooks with (Standard Webhooks), or sends as a bearer. Comma-separated, all are valid: for rotation.',
  },
  VENDOR_TEMPLATES: {
    value: listedTemplates,
    optional: true,
    meaning:
      'What can be offered, as JSON: [{"id": "support", "name": "Customer support"}]. Unset: the vendor is asked.',
  },
  VENDOR_LINK: {
    value: linkPattern,
    optional: true,
    meaning:
      'A link for candidates with {interview_id}, {template_id} and {signature}. When set, no call is made to the vendor.',
  },
  VENDOR_CAN_ASK: {
    value: bool,
    default: 'true',
    meaning: 'Whether the vendor can be asked for an interview; with false, results come by webhook alone.',
  },
} satisfies SettingRows;

type Values = ValuesOf<typeof httpRows>;

type Common = { webhookSecrets: readonly string[] };
/** `templates`: in place of the vendor's own list. */
type CallSettings = Common & { url: string; token: string; canAsk: boolean; templates?: readonly Template[] };
/** `link`: the pattern of links. No call is made. */
export type LinkSettings = Common & { link: string; templates: readonly Template[] };
/** The adapter's settings for one account. */
export type HttpSettings = CallSettings | LinkSettings;

/** What is missing of a mode. */
export function missingOfHttp(isSet: (name: keyof typeof httpRows) => boolean): string[] {
  if (isSet('VENDOR_LINK')) {
    return isSet('VENDOR_TEMPLATES')
      ? []
      : ['VENDOR_TEMPLATES is missing: with VENDOR_LINK the vendor is not asked for its list'];
  }
  const needed = ['VENDOR_URL', 'VENDOR_TOKEN'] as const;
  return needed.filter((name) => !isSet(name)).map((name) => `${name} is missing. ${httpRows[name].meaning}`);
}

export function settleHttp(values: Values) {
  const settings = settingsOf(values);
  return {
    settings,
    asksDetails: false,
    reportMode: 'as-sent' as const,
    askEveryMs: capabilitiesOf(settings).askEveryMs,
    needsMail: 'link' in settings,
    isLocal: isLoopback(new URL('link' in settings ? settings.link : settings.url).hostname),
  };
}

/** Of values without errors. */
function settingsOf(values: Values): HttpSettings {
  const { VENDOR_URL: url = '', VENDOR_TOKEN: token = '', VENDOR_TEMPLATES: templates, VENDOR_LINK: link } = values;
  const common = { webhookSecrets: values.VENDOR_WEBHOOK_SECRET };
  if (link !== undefined) return { ...common, link, templates: templates ?? [] };
  return { ...common, url, token, canAsk: values.VENDOR_CAN_ASK, ...(templates ? { templates } : {}) };
}
