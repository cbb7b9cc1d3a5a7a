import { accountOf } from './ids.ts';

/**
 * Every key the bridge has in Redis, with its life. All keys of one account share the hash tag `{account}`, so that on
 * Redis Cluster they live in one slot and one script may change several of them at once. Nothing personal is in a name:
 * addresses and URLs appear as digests that only this deployment can make. What is encrypted under DATA_KEY is bytes
 * and no text, and can be decrypted at the very key and field that it was encrypted for. Ways to find one interview are
 * fields of one hash and no keys of their own: a key costs a hundred bytes more. A person may have any number of them,
 * of which the newest 50 are looked at: that takes the same time however many there are.
 *
 * | key                     | type   | holds                                            | life                        |
 * | ----------------------- | ------ | ------------------------------------------------ | --------------------------- |
 * | `record:<id>`           | string | version, a space, the record (encrypted)         | until erased (`RETENTION`)  |
 * | `origins`               | hash   | by digest of an origin: id of its interview | with the interview          |
 * | `person:<digest>`       | zset   | a person's interviews in the order they were stored in | with the interviews   |
 * | `candidate-refs`        | hash   | by digest of template + vendor's candidate, or of a reference or link of the vendor's: id | with the interview |
 * | `shared:<id>`           | hash   | shared links by digest                           | with the interview          |
 * | `all`                   | zset   | every interview by creation                      | with the interview          |
 * | `applications`          | zset   | every application by creation                    | with the application        |
 * | `standings`             | zset   | every application by the number of where it stands | with the application      |
 * | `in-flight`             | zset   | applications with a write of unknown outcome, by since when | until it is known |
 * | `failed-entries`        | zset   | applications among `failed`, for their number    | as there                    |
 * | `conflicts`             | zset   | interviews of which Workable has another final state, by since when | until it takes ours, or erased |
 * | `contacts`              | hash   | when the vendor and Workable were last heard of, by how | one per account             |
 * | `heard`                 | string | when the last webhook of Workable's API came     | one per account             |
 * | `due`                   | zset   | every record by its next clock                   | with the record             |
 * | `outbox:<circuit>`      | zset   | interviews with something to send, by when       | until delivered or failed   |
 * | `undelivered`           | zset   | what has something to send, by since when        | until delivered or failed   |
 * | `not-invited`           | zset   | interviews whose candidate is not invited, by since when | until invited or concluded |
 * | `parked`                | zset   | interviews whose work fails, by when it was due  | until saved or erased       |
 * | `failed`                | zset   | interviews and applications with a failed delivery, by when it failed | until delivered or erased   |
 * | `replays`               | zset   | failed deliveries to be sent again, the next first | until it is their turn    |
 * | `pace`                  | hash   | `rate` of replays per second, time of the `next` | one per account             |
 * | `lease:<id>`            | string | token of the process that works on the interview | 20 s, extended by saves     |
 * | `report:<id>`           | string | its report is being made, or could not be made    | 30 s; 3 s                   |
 * | `transcript:<id>`       | string | what was said, as it was last fetched (encrypted; without `DATA_KEY` never) | 10 min     |
 * | `inviting:<digest>`     | string | token of the process that invites a person       | 20 s                        |
 * | `pause:<circuit>`       | hash   | why and until when deliveries wait together      | until a delivery succeeds   |
 * | `rejected`              | zset   | ids of rejected webhooks by arrival              | newest 1,000, ≤ 16 MiB, ≤ 30 days |
 * | `rejected-about`        | hash   | by id: why it was rejected, its size             | with the id in `rejected`   |
 * | `rejected-bodies`       | hash   | by id: its body (encrypted)                      | with the id in `rejected`   |
 * | `rejected-bytes`        | string | how many bytes `rejected-bodies` holds           | with `rejected`             |
 * | `history`               | list   | what operators did, the newest last              | newest 200 lines            |
 * | `refused:<circuit>`     | zset   | interviews our token was refused for, by when; 0 for those from before a success, ≤ 100 | until its own delivery ends |
 * | `probed:<circuit>`      | zset   | probes of a half-open circuit, the last last, ≤ 100 | until a delivery succeeds   |
 * | `tried:<circuit>`       | zset   | interviews tried since the last answer, ≤ 5      | 10 min, until there is an answer |
 * | `templates`             | string | last known list of templates (encrypted)         | until the next list         |
 * | `first-calls`           | hash   | by digest of a provider token: when it came first | with the account            |
 * | `probe`                 | string | nothing: whether it can be written is the news   | 10 s                        |
 * | `rate`                  | hash   | of calls to an API that counts them: its `limit`, `stop` until when none is sent, when `truth` had its last | one per account |
 * | `rate-window:<number>`  | hash   | of one window: `sent` and `answered` calls, `bulk` among them, `remaining` for all, those of `others` | 2 min |
 * | `rate-waiting-<class>`  | zset   | calls that wait, by when they began and a minute for each class before theirs | until their turn, 15 s after they last asked |
 * | `rate-asked`            | zset   | the same of all classes, by when they last asked | the same                    |
 * | `rate-day:<number>`     | hash   | calls of the day, in UTC: `ours`, those of `others`, `refused` as too many | 2 days |
 *
 * Of the whole deployment: `bridge:{operator:api}:answer:<digest>`, strings, what a request to the operator's API with
 * an `Idempotency-Key` was answered (encrypted), for 24 h; `bridge:schema`, a string, which format all of it has and which is the oldest whose readers
 * may use it, and `bridge:index-key`, a string, the secret behind the digests (encrypted), both for ever;
 * `bridge:public-urls`, a zset, the addresses of processes that run, by when they last said so; 90 s.
 * `bridge:refused-starts`, a zset, processes that did not start with this data, each with its host and why, by when it was last
 * so, newest 20; 15 min.
 * Of the accounts that were made while the bridge runs, until they are removed: `bridge:{managed:}:account:<name>`, strings
 * (encrypted); `bridge:{managed:}:versions`, a zset, their names, those of removed ones too, by when they changed last, in
 * numbers of changes; `bridge:{managed:}:owners`, a hash, by digest of a secret whose it is;
 * `bridge:{managed:}:connect-links:<name>`, strings, digests of the account's connect links, and an API
 * token that was pasted by one and is to be confirmed (encrypted), until the last
 * one ends.
 * `bridge:{tries:<shard>}:<hour>`, hashes, how many tries to write to Workable there were in an hour, by outcome and by how
 * long they took; 26 h.
 * Of the operator's console: `bridge:{operator:console}:sessions`, a zset, digests of sessions by when they end, newest 100,
 * 12 h; `bridge:{operator:console}:log-ins:<window>`, hashes, how many tries to log in there were, `all` of them and by
 * digest of the client's address, for 10 min.
 * `bridge:{events:<shard>}`, streams of what happened, ids and outcomes: newest 12,500 of each, 7 days.
 * `bridge:{next:<shard>}`, zsets, accounts by when they are due next, as far as is known; while they are. BullMQ's own
 * keys are under `bridge:{jobs:<shard>}` and hold ids. No account's name has a colon.
 */
export const formatKeyName = 'bridge:schema';
export const nextShards = 4;
export const eventShards = 8;
export const indexKeyName = 'bridge:index-key';
/** The hash tag of what managed accounts share; no account is called so. */
export const managedAccounts = 'managed:';
export const publicUrlsKey = 'bridge:public-urls';
export const refusedStartsKey = 'bridge:refused-starts';
/** By name of a managed account, the version of its last change. */
export const accountVersionsKey = 'bridge:{managed:}:versions';
/** By digest of a secret that decides the account of a request: whose it is. */
export const accountOwnersKey = 'bridge:{managed:}:owners';
export const accountsChannel = 'bridge:accounts';

/** The circuit that every account has: of the credential that it sends results with. */
export const everyonesCircuit = 'callback';

/** A replay whose process died is taken again after so long. */
export const replayClaimMs = 30_000;
export const reportLockMs = 30_000;
export const reportRestMs = 3_000;

/** What a request with an `Idempotency-Key` was answered, given the digest of that key. */
export function answerKey(digest: string): string {
  return accountKey('operator:api', `answer:${digest}`);
}

/** What came of the tries of accounts of a shard in one hour. */
export function triesKey(shard: number, hour: number): string {
  return `bridge:{tries:${shard}}:${hour}`;
}

/** Which sessions of the operator's console are open. */
export const consoleSessionsKey = 'bridge:{operator:console}:sessions';

/** Tries to log in there, in one window of time. */
export function logInsKey(window: number): string {
  return accountKey('operator:console', `log-ins:${window}`);
}

export function nextTimesKey(shard: number): string {
  return `bridge:{next:${shard}}`;
}

/** Of the stream that an account's events are in. */
export function eventsKey(shard: number): string {
  return `bridge:{events:${shard}}`;
}

/** So many that the slot of none is a hot one; four of them belong to each of three masters. */
export const queues = 12;

/** Of a queue of wake-ups. */
export function queuePrefix(shard: number): string {
  return `bridge:{jobs:${shard}}`;
}

/** Which of so many shards an account belongs to: FNV-1a. */
export function shardOf(account: string, shards: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < account.length; i += 1) hash = Math.imul(hash ^ account.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % shards;
}

export function managedAccountKey(name: string): string {
  return `bridge:{managed:}:account:${name}`;
}

export function connectLinksKey(account: string): string {
  return `bridge:{managed:}:connect-links:${account}`;
}

export function accountKey(account: string, name: string): string {
  return `bridge:{${account}}:${name}`;
}

/** The account in the hash tag of a key. */
export function accountOfKey(key: string): string {
  return key.slice(key.indexOf('{') + 1, key.indexOf('}'));
}

/** Which interviews a person has, given the digest of the address. */
export function personKey(account: string, person: string): string {
  return accountKey(account, `person:${person}`);
}

export function recordKey(id: string): string {
  return accountKey(accountOf(id), `record:${id}`);
}

export function leaseKey(id: string): string {
  return accountKey(accountOf(id), `lease:${id}`);
}

/** The right to have a person invited. */
export function personLeaseKey(account: string, person: string): string {
  return accountKey(account, `inviting:${person}`);
}

export function interviewKey(id: string, holds: 'shared' | 'report' | 'transcript'): string {
  return accountKey(accountOf(id), `${holds}:${id}`);
}

/** What lies under a record's key, taken apart. */
export function parseStored(stored: Buffer): { version: number; content: Buffer } {
  const at = stored.indexOf(' ');
  return { version: Number(stored.toString('latin1', 0, at)), content: stored.subarray(at + 1) };
}
