import { createHmac, randomUUID } from 'node:crypto';
import { personOf } from '../interviews/person.ts';
import type { Origin } from '../interviews/record.ts';

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
 * | `candidate-refs`        | hash   | by digest of template + vendor's candidate: id   | with the interview          |
 * | `shared:<id>`           | hash   | shared links by digest                           | with the interview          |
 * | `all`                   | zset   | every interview by creation                      | with the interview          |
 * | `due`                   | zset   | every interview by its next clock                | with the interview          |
 * | `outbox:<circuit>`      | zset   | interviews with something to send, by when       | until delivered or failed   |
 * | `parked`                | zset   | interviews whose work fails, by when it was due  | until saved or erased       |
 * | `failed`                | zset   | failed deliveries by when they failed            | until delivered or erased   |
 * | `replays`               | zset   | failed deliveries to be sent again, the next first | until it is their turn    |
 * | `pace`                  | hash   | `rate` of replays per second, time of the `next` | one per account             |
 * | `lease:<id>`            | string | token of the process that works on the interview | 20 s, extended by saves     |
 * | `report:<id>`           | string | its report is being made, or could not be made    | 30 s; 3 s                   |
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
 * | `probe`                 | string | nothing: whether it can be written is the news   | 10 s                        |
 *
 * Of the whole deployment: `bridge:schema`, a string, which format all of it has and which is the oldest whose readers
 * may use it, and `bridge:index-key`, a string, the secret behind the digests (encrypted), both for ever.
 * `bridge:{next:<shard>}`, zsets, accounts by when they are due next, as far as is known; while they are. BullMQ's own
 * keys are under `bridge:{queue:<shard>}` and hold ids. No account's name has a colon.
 */
export const formatKeyName = 'bridge:schema';
export const nextShards = 4;
export const indexKeyName = 'bridge:index-key';

/** The circuit that every account has: of the credential that it sends results with. */
export const everyonesCircuit = 'callback';

/** A replay whose process died is taken again after so long. */
export const replayClaimMs = 30_000;
export const reportLockMs = 30_000;
export const reportRestMs = 3_000;

export function nextTimesKey(shard: number): string {
  return `bridge:{next:${shard}}`;
}

/** Of a queue of wake-ups. */
export function queuePrefix(shard: number): string {
  return `bridge:{queue:${shard}}`;
}

/** Which of so many shards an account belongs to: FNV-1a. */
export function shardOf(account: string, shards: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < account.length; i += 1) hash = Math.imul(hash ^ account.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % shards;
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

export function interviewKey(id: string, holds: 'shared' | 'report'): string {
  return accountKey(accountOf(id), `${holds}:${id}`);
}

/** What lies under a record's key, taken apart. */
export function parseStored(stored: Buffer): { version: number; content: Buffer } {
  const at = stored.indexOf(' ');
  return { version: Number(stored.toString('latin1', 0, at)), content: stored.subarray(at + 1) };
}

const encryptedHolds = { record: 'interview', 'rejected-bodies': 'rejected', templates: 'templates' } as const;

/** What holds something encrypted, by what its key is called; undefined for every other key. */
export function encryptedPlace(
  key: string,
): { account: string; holds: 'interview' | 'rejected' | 'templates' } | undefined {
  const [, account, name] = /^bridge:\{([^}]+)\}:(record(?=:)|rejected-bodies$|templates$)/.exec(key) ?? [];
  return account && name ? { account, holds: encryptedHolds[name as keyof typeof encryptedHolds] } : undefined;
}

/** What stands for something personal, in fields of hashes and in names of keys. */
export type Digests = {
  origin(account: string, origin: Origin): string;
  /** Of every spelling of the address. */
  person(account: string, email: string): string;
  candidateRef(account: string, templateId: string, candidateRef: string): string;
  /** Of the secret half of a shared link of an interview. */
  link(id: string, secret: string): string;
};

/** 132 bits: too many for two to be equal, and such two cannot be looked for without the secret. */
const digestLength = 22;

export function digestsWith(secret: string): Digests {
  return {
    origin: (account, { door, key }) => digest(account, 'origin', door, key),
    person: (account, email) => digest(account, 'person', personOf(email)),
    candidateRef: (account, templateId, candidateRef) => digest(account, 'candidate-ref', templateId, candidateRef),
    link: (id, secret) => digest(accountOf(id), 'link', id, secret),
  };

  /** The account is part of it, so that Redis does not show that two accounts know the same person. */
  function digest(...parts: [account: string, kind: string, ...what: string[]]): string {
    return createHmac('sha256', secret).update(JSON.stringify(parts)).digest('base64url').slice(0, digestLength);
  }
}

/** `<account>_<kind>.<name>`; an interview's names no kind. */
const idPattern = /^([a-z0-9][a-z0-9-]*)_(?:([a-z]+)\.)?([\w-]{16,64})$/;

/** Interview ids name their account, so that an id says where its record is; 122 random bits follow. */
export function newInterviewId(account: string): string {
  return `${account}_${Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url')}`;
}

/** The account of a well-formed id; '' for anything else, which no account is called. */
export function accountOf(id: string): string {
  return idPattern.exec(id)?.[1] ?? '';
}

/** The kind of a well-formed id; '' for anything else. */
export function kindOf(id: string): string {
  const [isId, , kind = 'interview'] = idPattern.exec(id) ?? [];
  return isId === undefined ? '' : kind;
}
