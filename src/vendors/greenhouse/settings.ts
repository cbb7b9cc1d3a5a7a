import { parseUrl } from '../../interviews/parse-url.ts';
import { isLoopback } from '../../settings/loopback.ts';
import type { SettingRows, ValuesOf } from '../../settings/row.ts';
import { anyText, listOf, oneOf, positiveNumber, reads, refuses } from '../../settings/values.ts';
import type { Endpoint } from '../api.ts';
import { askEveryMs } from './capabilities.ts';

/** The longest key that Greenhouse accepts, so that no vendor has a longer one. */
const longestKey = 170;

/** The user name of Basic authentication: no colon can be in it. */
const apiKey = reads(`at most ${longestKey} printable ASCII characters, without spaces and colons`, (text) =>
  /^[\x21-\x39\x3b-\x7e]+$/.test(text) && text.length <= longestKey ? text : undefined,
);

/** Four addresses of any form, a query included. */
const address = refuses(
  isAtGreenhouse,
  "should be the vendor's own address: Greenhouse itself is never called",
  reads('an https URL (http only for localhost) without user, password or fragment', addressOf),
);

const status = refuses(
  (text) => wordOf(text) === 'complete',
  'should not hold complete: that is the word for a result',
  reads('a word of the vendor for a failed interview', (text) => wordOf(text) || undefined),
);

export const greenhouseRows = {
  GREENHOUSE_LIST_TESTS_URL: { value: address, meaning: "The vendor's address for list_tests." },
  GREENHOUSE_SEND_TEST_URL: { value: address, meaning: "The vendor's address for send_test." },
  GREENHOUSE_TEST_STATUS_URL: { value: address, meaning: "The vendor's address for test_status." },
  GREENHOUSE_RESPONSE_ERROR_URL: {
    value: address,
    optional: true,
    meaning: "The vendor's address for response_error. Unset: faults in its answers are not reported to it.",
  },
  GREENHOUSE_API_KEY: {
    value: apiKey,
    secret: true,
    meaning: 'The key the vendor gave for Greenhouse. The bridge sends it as the user name of Basic authentication.',
  },
  GREENHOUSE_ADDRESS_SECRET: {
    value: anyText,
    optional: true,
    secret: true,
    opens: true,
    meaning:
      'What the addresses given to the vendor are made with. Unset: GREENHOUSE_API_KEY. Before you change that key, set the old one here, and leave it.',
  },
  GREENHOUSE_SCORE_MAX: {
    value: positiveNumber,
    optional: true,
    meaning: "The top of the vendor's scale of scores. Unset: a score is shown as it is, and never a percentage.",
  },
  GREENHOUSE_REPEAT: {
    value: oneOf('mails-twice', 'same'),
    default: 'mails-twice',
    meaning:
      'What a second send_test for the same interview does: mails-twice (a person is asked after a lost answer) or same (it is sent again).',
  },
  GREENHOUSE_FAILED_STATUSES: {
    value: listOf(status),
    optional: true,
    meaning:
      "The vendor's words for an interview that failed, comma-separated. Any other word but complete counts as running.",
  },
  GREENHOUSE_LAST_NAME: {
    value: anyText,
    default: '-',
    meaning: 'The last name of a candidate who has only one name: the vendor needs both.',
  },
} satisfies SettingRows;

/** The adapter's settings for one account. */
export type GreenhouseSettings = {
  listTests: Endpoint;
  sendTest: Endpoint;
  testStatus: Endpoint;
  responseError?: Endpoint;
  apiKey: string;
  /** Makes the addresses of interviews, in place of the key: those stay when the key changes. */
  addressSecret?: string;
  scoreMax?: number;
  repeat: 'mails-twice' | 'same';
  /** In lower case. */
  failedStatuses: readonly string[];
  lastName: string;
};

export function settleGreenhouse(values: ValuesOf<typeof greenhouseRows>) {
  const { GREENHOUSE_RESPONSE_ERROR_URL: responseErrorUrl, GREENHOUSE_SCORE_MAX: scoreMax } = values;
  const { GREENHOUSE_ADDRESS_SECRET: addressSecret } = values;
  const settings: GreenhouseSettings = {
    listTests: { url: values.GREENHOUSE_LIST_TESTS_URL, setting: 'GREENHOUSE_LIST_TESTS_URL' },
    sendTest: { url: values.GREENHOUSE_SEND_TEST_URL, setting: 'GREENHOUSE_SEND_TEST_URL' },
    testStatus: { url: values.GREENHOUSE_TEST_STATUS_URL, setting: 'GREENHOUSE_TEST_STATUS_URL' },
    ...(responseErrorUrl === undefined
      ? {}
      : { responseError: { url: responseErrorUrl, setting: 'GREENHOUSE_RESPONSE_ERROR_URL' } }),
    apiKey: values.GREENHOUSE_API_KEY,
    ...(addressSecret === undefined ? {} : { addressSecret }),
    ...(scoreMax === undefined ? {} : { scoreMax }),
    repeat: values.GREENHOUSE_REPEAT,
    failedStatuses: values.GREENHOUSE_FAILED_STATUSES ?? [],
    lastName: values.GREENHOUSE_LAST_NAME,
  };
  return {
    settings,
    asksDetails: false,
    reportMode: 'as-sent' as const,
    askEveryMs,
    needsMail: false,
    isLocal: isLoopback(new URL(settings.testStatus.url).hostname),
  };
}

export function wordOf(text: string): string {
  return text.trim().toLowerCase();
}

function addressOf(text: string): string | undefined {
  const url = /^https?:\/\/[\x21-\x7e]+$/i.test(text) && !/[#\\]/.test(text) ? parseUrl(text) : undefined;
  if (!url) return undefined;
  const { protocol, username, password, hostname, href } = url;
  if (username !== '' || password !== '') return undefined;
  return protocol === 'https:' || isLoopback(hostname) ? href : undefined;
}

function isAtGreenhouse(text: string): boolean {
  return /(^|\.)greenhouse\.io\.?$/.test(parseUrl(text)?.hostname ?? '');
}
