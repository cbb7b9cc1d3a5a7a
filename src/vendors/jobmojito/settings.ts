import { isLoopback } from '../../settings/loopback.ts';
import type { SettingRows, ValuesOf } from '../../settings/row.ts';
import { baseUrl, bool, listOf, oneOf, positiveNumber, token } from '../../settings/values.ts';
import { capabilitiesOf } from './capabilities.ts';

export const jobmojitoRows = {
  JOBMOJITO_API_KEY: { value: token, secret: true, meaning: 'The key for the API of JobMojito.' },
  JOBMOJITO_API_URL: {
    value: baseUrl,
    default: 'https://cool.jobmojito.com/functions/v1',
    meaning: 'Where the API of JobMojito is.',
  },
  JOBMOJITO_ANON_KEY: {
    value: token,
    optional: true,
    secret: true,
    meaning: 'Sent as the header apikey beside the API key, when set.',
  },
  JOBMOJITO_WEBHOOK_SECRET: {
    value: listOf(token),
    secret: true,
    opens: true,
    made: '',
    decidesAccount: true,
    meaning:
      'What the custom header of the webhooks configured at JobMojito carries. Comma-separated, all are valid: for rotation.',
  },
  JOBMOJITO_SEND_EMAIL: { value: bool, default: 'true', meaning: 'Whether JobMojito e-mails the invitation.' },
  JOBMOJITO_DETAILS: {
    value: bool,
    default: 'true',
    meaning: 'Ask for the duration and the scores per question (5 s at most) before a result is first sent.',
  },
  JOBMOJITO_REPORTS: {
    value: oneOf('as-sent', 'on-demand'),
    default: 'as-sent',
    meaning:
      'Attach the PDF when JobMojito sent one (as-sent), or always and have it made when first opened (on-demand).',
  },
  JOBMOJITO_SCORE_MAX: { value: positiveNumber, default: '10', meaning: "The top of JobMojito's scale of scores." },
} satisfies SettingRows;

/** The adapter's settings for one account. */
export type JobmojitoSettings = {
  apiKey: string;
  apiUrl: string;
  anonKey?: string;
  webhookSecrets: readonly string[];
  sendsEmail: boolean;
  /** The top of its scale of scores. */
  scoreMax: number;
};

export function settleJobmojito(values: ValuesOf<typeof jobmojitoRows>) {
  const settings: JobmojitoSettings = {
    apiKey: values.JOBMOJITO_API_KEY,
    apiUrl: values.JOBMOJITO_API_URL,
    webhookSecrets: values.JOBMOJITO_WEBHOOK_SECRET,
    sendsEmail: values.JOBMOJITO_SEND_EMAIL,
    scoreMax: values.JOBMOJITO_SCORE_MAX,
    ...(values.JOBMOJITO_ANON_KEY === undefined ? {} : { anonKey: values.JOBMOJITO_ANON_KEY }),
  };
  return {
    settings,
    asksDetails: values.JOBMOJITO_DETAILS,
    reportMode: values.JOBMOJITO_REPORTS,
    askEveryMs: capabilitiesOf(settings).askEveryMs,
    needsMail: !settings.sendsEmail,
    isLocal: isLoopback(new URL(settings.apiUrl).hostname),
  };
}
