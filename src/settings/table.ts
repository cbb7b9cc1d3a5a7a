import { mailRows } from '../mail/settings.ts';
import { defaultVendor, vendors } from '../vendors/registry.ts';
import { isPublicWildcard, parseCallbackHost } from '../workable/callback-hosts.ts';
import { stageRows } from '../workable/stages/setting-rows.ts';
import { brandRows } from './brand.ts';
import type { SettingRows } from './row.ts';
import { tracingRows } from './tracing.ts';
import {
  anyText,
  baseUrl,
  bool,
  duration,
  durationBetween,
  key,
  linkLife,
  listOf,
  oneOf,
  percentage,
  reads,
  redisUrl,
  refuses,
  timeOrForever,
  timeZone,
  token,
  wholeNumber,
} from './values.ts';

/** Settings of the whole process. */
export const processSettings = {
  PORT: { value: wholeNumber(0, 65_535), default: '8080', meaning: 'The port the bridge listens on.' },
  HOST: { value: anyText, default: '0.0.0.0', meaning: 'The address the bridge listens on.' },
  PUBLIC_URL: {
    value: baseUrl,
    meaning:
      'The https URL under which Workable, the vendor and recruiters reach the bridge (http://localhost:8080 to try it out).',
  },
  ROLES: {
    value: listOf(oneOf('web', 'worker')),
    default: 'web,worker',
    meaning: 'Which parts this process runs; both scale out separately.',
  },
  LOG_LEVEL: {
    value: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
    default: 'info',
    meaning: 'The least important log lines that are written: fatal, error, warn, info, debug, trace or silent.',
  },
  REDIS_URL: {
    value: redisUrl,
    optional: true,
    secret: true,
    meaning: 'redis:// or rediss://. Unset: the bridge starts and stops a private redis-server of its own.',
  },
  REDIS_REPLICAS: {
    value: wholeNumber(0, 10),
    optional: true,
    meaning:
      'How many replicas must have a write before it is acknowledged. Unset: 1 for ?sentinel and for a Cluster with replicas, otherwise 0.',
  },
  REDIS_TLS_CA_FILE: {
    value: anyText,
    optional: true,
    meaning:
      'A PEM file with the certificate authorities to trust for TLS to Redis and Sentinels, instead of the public ones.',
  },
  REDIS_SENTINEL_TLS: {
    value: bool,
    default: 'false',
    meaning: 'Whether the Sentinels are reached by TLS. Whether the servers are, rediss:// in REDIS_URL says.',
  },
  REDIS_SENTINEL_USERNAME: {
    value: anyText,
    optional: true,
    meaning: 'The user at the Sentinels, where they have users. That of the servers is in REDIS_URL.',
  },
  REDIS_SENTINEL_PASSWORD: {
    value: anyText,
    optional: true,
    secret: true,
    meaning: 'The password of the Sentinels, where they have one. That of the servers is in REDIS_URL.',
  },
  DATA_DIR: { value: anyText, default: './data', meaning: 'Where the private redis-server keeps its data.' },
  ALLOW_VOLATILE_REDIS: {
    value: bool,
    default: 'false',
    meaning: 'Store in a Redis that has no append-only file or may evict keys, and so may lose results.',
  },
  DATA_KEY: {
    value: listOf(key),
    optional: true,
    secret: true,
    made: '',
    meaning:
      'Encrypts everything personal at rest. Comma-separated, 32 characters or more each: the first encrypts, all decrypt.',
  },
  OPERATOR_TOKEN: {
    value: token,
    optional: true,
    secret: true,
    opens: true,
    made: '',
    meaning: 'Opens the console (/operator), /metrics and the operator API (/api/v1). Unset: they answer 404.',
  },
  DELIVERY_CONCURRENCY: {
    value: wholeNumber(1, 1_000),
    default: '50',
    meaning: 'How many results one worker process sends to Workable at the same time.',
  },
  KEEP_ALIVE: {
    value: durationBetween('1s', '2h'),
    default: '75s',
    meaning: 'How long an idle connection is kept open for the next request: longer than the proxy in front keeps it.',
  },
  ACCOUNTS_FILE: {
    value: anyText,
    optional: true,
    meaning: 'A JSON file with several accounts, instead of the settings of a single account in the environment.',
  },
  ...tracingRows,
} satisfies SettingRows;

const callbackHost = refuses(
  isPublicWildcard,
  'should not be a wildcard directly below or above a public suffix such as *.github.io or *.amazonaws.com: anyone can register a host there, and would receive the callback token',
  reads('a host such as *.workable.com or ats.example:8443 (with http:// only before localhost)', parseCallbackHost),
);

/** Settings of each account, whichever vendor it uses. */
export const accountSettings = {
  WORKABLE_PROVIDER_TOKEN: {
    value: listOf(token),
    secret: true,
    opens: true,
    made: 'wpt_',
    decidesAccount: true,
    meaning: 'The token Workable sends with its requests. Comma-separated, all are valid: for rotation.',
  },
  WORKABLE_CALLBACK_TOKEN: { value: token, secret: true, meaning: 'The token the bridge sends with results.' },
  WORKABLE_CALLBACK_HOSTS: {
    value: listOf(callbackHost),
    default: '*.workable.com',
    meaning: 'The hosts that may receive a result and with it the callback token, comma-separated.',
  },
  WORKABLE_DECLINED_STATUS: {
    value: oneOf('declined', 'rejected'),
    default: 'declined',
    meaning: 'The status that Workable gets for a declined interview: declined or rejected.',
  },
  VENDOR: {
    value: oneOf(...Object.keys(vendors)),
    default: defaultVendor,
    meaning: 'Who conducts the interviews.',
  },
  ...stageRows,
  ...brandRows,
  EXCELLED_FROM: {
    value: percentage,
    default: '85',
    meaning: 'The percentage from which a positive decision is the grade "excelled".',
  },
  INVITATION_EXPIRES_AFTER: {
    value: duration,
    default: '14d',
    meaning: 'After this time without a final result, an interview is reported as expired.',
  },
  RETRY_GRACE: {
    value: duration,
    default: '3d',
    meaning: 'After this time without a newer attempt, a failed or abandoned one is reported as declined.',
  },
  RESULT_HOLD: {
    value: duration,
    default: '24h',
    meaning: 'After this time a finished attempt without a score is reported without one.',
  },
  ASK_EVERY: {
    value: durationBetween('1s', '30d'),
    optional: true,
    meaning: 'How often the vendor is polled at least about an interview. Unset: as it suits the vendor.',
  },
  DELIVERY_RETRY_SCHEDULE: {
    value: listOf(duration),
    default: '5s,30s,2m,10m,30m,1h,3h,6h',
    meaning: 'The backoff between tries to reach Workable; the last wait repeats. Jitter is added.',
  },
  DELIVERY_GIVE_UP_AFTER: {
    value: duration,
    default: '96h',
    meaning: 'After this time a delivery counts as failed (a dead letter): listed, alarmed, replayable, never dropped.',
  },
  SHARED_LINK_TTL: {
    value: linkLife,
    default: '7d',
    meaning: 'How long a shared link works: a duration, views:N for N views, or none for no limit.',
  },
  SHARED_LINK_NAMES: {
    value: oneOf('full', 'initials'),
    default: 'full',
    meaning: 'How shared links name the candidate: full, or initials. Texts and PDFs of the vendor stay as they are.',
  },
  REPORT_LINK_TTL: {
    value: timeOrForever,
    default: 'none',
    meaning: 'How long the report page and its PDF stay open: a duration, or none for no limit.',
  },
  REPORT_TRANSCRIPT: {
    value: bool,
    default: 'true',
    meaning:
      'Whether reports lead to the transcript, where the vendor has one: it is fetched when a recruiter opens it.',
  },
  TIMEZONE: {
    value: timeZone,
    default: 'UTC',
    meaning: 'The time zone of the times on reports, such as Europe/Berlin.',
  },
  RETENTION: {
    value: duration,
    default: '365d',
    meaning: 'How long after its final state everything about an interview is erased.',
  },
  ...mailRows,
} satisfies SettingRows;

/** Every setting that accounts may have, whatever their vendor, by its name. */
export const accountRows: SettingRows = Object.assign(
  {},
  accountSettings,
  ...Object.values(vendors).map(({ rows }) => rows),
);

/** The values of VENDOR. */
export const vendorNames: readonly string[] = Object.keys(vendors);

/** The settings that an account of this vendor may have; of an unknown one, those of any. */
export function rowsOfVendor(vendor: string): SettingRows {
  return { ...accountSettings, ...(Object.hasOwn(vendors, vendor) ? vendors[vendor]?.rows : {}) };
}

/** Every setting by its name: of the process, of accounts and of all vendors. */
export const allSettings: SettingRows = { ...processSettings, ...accountRows };
