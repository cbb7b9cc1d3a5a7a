import { singleLine } from '../../interviews/legible.ts';
import { parseUrl } from '../../interviews/parse-url.ts';
import { emailOf } from '../../interviews/person.ts';
import { limits } from '../../limits.ts';
import type { SettingRows } from '../../settings/row.ts';
import { baseUrl, bool, durationBetween, listOf, oneOf, reads, token, wholeNumber } from '../../settings/values.ts';
import { policyOf, policyTexts } from './policies.ts';
import { quietHoursOf } from './quiet-hours.ts';
import { triggerList } from './triggers.ts';

const slug = reads('the slug of a stage, such as phone-screen', (text) =>
  text.length <= limits.wordCharacters && /^[\p{L}\p{N}][\p{L}\p{N}_.-]*$/u.test(text) ? text : undefined,
);
const line = reads(`a text of at most ${limits.wordCharacters} characters`, (text) =>
  text.length <= limits.wordCharacters ? singleLine(text, limits.wordCharacters) || undefined : undefined,
);
const policy = reads(`one of Workable's sets of roles: ${policyTexts.join('; ')}`, policyOf);

/** The settings of the stage door, of each account. */
export const stageRows = {
  WORKABLE_API_TOKEN: {
    value: listOf(token),
    optional: true,
    secret: true,
    // Two accounts would invite the same candidates, each as if it were alone.
    decidesAccount: true,
    meaning:
      "A token of Workable's API, which opens the stage door. Comma-separated: the first calls, all verify webhooks.",
  },
  WORKABLE_API_TOKEN_EXPIRES: {
    value: reads('a date such as 2027-03-31', dateOf),
    optional: true,
    ofOneCompany: true,
    meaning: 'When the API token expires: health and metrics warn 30, 7 and 1 day before.',
  },
  WORKABLE_SUBDOMAIN: {
    value: reads('a subdomain such as acme, acme.workable.com or https://acme.workable.com', subdomainOf),
    optional: true,
    ofOneCompany: true,
    meaning: 'The company at Workable: acme, acme.workable.com or a URL. Unset: found by the API token.',
  },
  WORKABLE_API_URL: {
    value: baseUrl,
    optional: true,
    meaning: "Where Workable's API is, for tests and proxies. Unset: https://{subdomain}.workable.com/spi/v3.",
  },
  WORKABLE_CLIENT_ID: {
    value: reads('printable ASCII without spaces', (text) =>
      text.length <= limits.idCharacters && /^[\x21-\x7e]+$/.test(text) ? text : undefined,
    ),
    optional: true,
    meaning: 'Sent as X-WORKABLE-CLIENT-ID: partners of Workable have one.',
  },
  WORKABLE_MEMBER: {
    value: reads('an e-mail address', emailOf),
    optional: true,
    ofOneCompany: true,
    meaning: 'The e-mail address of the member of Workable under whose name the bridge writes. Unset: it only reads.',
  },
  WORKABLE_MEMBER_IS_SERVICE: {
    value: bool,
    default: 'false',
    ofOneCompany: true,
    meaning: 'The member is no person who evaluates candidates: required for ratings, which would replace theirs.',
  },
  STAGE_TRIGGERS: {
    value: triggerList,
    default: '[]',
    ofOneCompany: true,
    meaning:
      'Who is interviewed: a JSON list of {"job":"9CD658E13E" or "*","stage":"<slug>","template":"<id>","active":true}.',
  },
  STAGE_NAME: {
    value: line,
    optional: true,
    meaning: 'Jobs with a stage of this name are offered as pending triggers, with STAGE_TEMPLATE.',
  },
  STAGE_TEMPLATE: {
    value: reads('the id of a template', (text) => (text.length <= limits.idCharacters ? text : undefined)),
    optional: true,
    meaning: 'The template of triggers that name none.',
  },
  STAGE_INVITE_DELAY: {
    value: durationBetween('1ms', '7d'),
    default: '60s',
    meaning: 'How long a candidate stands in the stage before the invitation: time to undo a move.',
  },
  STAGE_QUIET_HOURS: {
    value: reads('hours and a time zone such as 20:00-08:00 Europe/Athens', quietHoursOf),
    optional: true,
    meaning: 'Hours in which no candidate is invited, such as 20:00-08:00 Europe/Athens.',
  },
  STAGE_ON_LEAVE: {
    value: oneOf('withdraw', 'keep'),
    default: 'withdraw',
    meaning: 'What becomes of an open interview when the candidate leaves the stage: withdraw or keep.',
  },
  STAGE_ON_RETURN: {
    value: oneOf('ask', 'always', 'never'),
    default: 'ask',
    meaning:
      'Whether a candidate who returns after a result is invited again: ask (a comment with a link), always or never.',
  },
  STAGE_COMMENT_POLICY: {
    value: policy,
    default: 'reviewer,simple,hiring_manager,recruiting_admin,admin',
    meaning: 'Which roles see ordinary comments, comma-separated: one of the sets that Workable has.',
  },
  STAGE_REPORT_POLICY: {
    value: policy,
    default: 'hiring_manager,recruiting_admin,admin',
    meaning: 'Which roles see the result.',
  },
  STAGE_RATING: {
    value: oneOf('decision', 'score', 'off'),
    default: 'decision',
    meaning: "What is written as an evaluation: a person's decision, the score or nothing (off).",
  },
  STAGE_TRANSCRIPT: {
    value: oneOf('link', 'comment', 'off'),
    default: 'link',
    meaning:
      'Where the timeline has what was said: a link in the result (link), a comment of its own as well (comment), or nowhere (off).',
  },
  STAGE_ATTACH_PDF: {
    value: bool,
    default: 'true',
    meaning: 'Whether the first result has the report as a PDF attached, up to 10 MB.',
  },
  STAGE_SCORE_ATTRIBUTE: {
    value: line,
    optional: true,
    meaning: 'The key of a custom attribute that receives the percentage as three digits, such as 078.',
  },
  STAGE_ADVANCE_TO: {
    value: slug,
    optional: true,
    meaning: 'The slug of the stage where a candidate is moved after the positive decision of a person.',
  },
  STAGE_REJECT_REASON: {
    value: line,
    optional: true,
    meaning: 'The reason with which a candidate is disqualified after the negative decision of a person.',
  },
  WORKABLE_RATE_SHARE: {
    value: wholeNumber(1, 9),
    default: '6',
    meaning:
      'How many of the nine requests that Workable answers in ten seconds are ours; the rest is for other integrations.',
  },
} satisfies SettingRows;

/** Midnight in UTC at the beginning of the day, or a time with its zone. */
function dateOf(text: string): number | undefined {
  const [, day = '', time = ''] = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d))?$/.exec(text) ?? [];
  const midnight = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== day) return undefined;
  const at = time === '' ? midnight : Date.parse(day + time);
  return Number.isNaN(at) ? undefined : at;
}

/** Addresses of Workable that belong to no company. */
const shared = ['www', 'apply', 'help', 'jobs', 'api'];

function subdomainOf(text: string): string | undefined {
  const url = /^https?:\/\/[\x21-\x7e]+$/i.test(text) ? parseUrl(text) : undefined;
  const host = url?.hostname ?? text;
  const [, name = ''] = /^([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(\.workable\.com)?$/.exec(host.toLowerCase()) ?? [];
  if (name === '' || shared.includes(name)) return undefined;
  return url && !host.toLowerCase().endsWith('.workable.com') ? undefined : name;
}
