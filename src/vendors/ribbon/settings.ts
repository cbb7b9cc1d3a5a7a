import { limits } from '../../limits.ts';
import { isLoopback } from '../../settings/loopback.ts';
import type { SettingRows, ValuesOf } from '../../settings/row.ts';
import { baseUrl, listOf, reads, token } from '../../settings/values.ts';
import { capabilities } from './capabilities.ts';

const decision = reads('a word with true or false, such as accepted=true', (text) => {
  const [, word = '', value] = /^([^=]+)= *(true|false)$/i.exec(text) ?? [];
  const name = statusOf(word);
  const isName = name !== '' && name.length <= limits.wordCharacters;
  return isName ? ([name, value?.toLowerCase() === 'true'] as const) : undefined;
});

export const ribbonRows = {
  RIBBON_API_KEY: { value: token, secret: true, meaning: 'The key for the API of Ribbon.' },
  RIBBON_API_URL: {
    value: baseUrl,
    default: 'https://app.ribbon.ai/be-api',
    meaning: 'Where the API of Ribbon is.',
  },
  RIBBON_WEBHOOK_SECRET: {
    value: listOf(token),
    secret: true,
    opens: true,
    decidesAccount: true,
    meaning:
      'What Ribbon signs its webhooks with: the secret key of the interview flows. Comma-separated, all are valid: for rotation.',
  },
  RIBBON_DECISIONS: {
    value: listOf(decision).refine((all) => new Set(all.map(([word]) => word)).size === all.length, {
      message: 'should have each word once',
    }),
    default: 'accepted=true,rejected=false',
    meaning: "Which of Ribbon's words for a candidate's status advance a candidate (true) or turn one down (false).",
  },
} satisfies SettingRows;

/** The adapter's settings for one account. */
export type RibbonSettings = {
  apiKey: string;
  apiUrl: string;
  webhookSecrets: readonly string[];
  /** By Ribbon's word for a candidate's status, as `statusOf` spells it. */
  decisions: ReadonlyMap<string, boolean>;
};

/** A word for a candidate's status in the form in which words are compared. */
export function statusOf(word: string): string {
  return word.trim().toLowerCase();
}

export function settleRibbon(values: ValuesOf<typeof ribbonRows>) {
  const settings: RibbonSettings = {
    apiKey: values.RIBBON_API_KEY,
    apiUrl: values.RIBBON_API_URL,
    webhookSecrets: values.RIBBON_WEBHOOK_SECRET,
    decisions: new Map(values.RIBBON_DECISIONS),
  };
  return {
    settings,
    asksDetails: false,
    reportMode: 'as-sent' as const,
    askEveryMs: capabilities.askEveryMs,
    needsMail: true,
    isLocal: isLoopback(new URL(settings.apiUrl).hostname),
  };
}
