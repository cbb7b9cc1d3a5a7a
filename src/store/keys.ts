import { hash, randomUUID } from 'node:crypto';

/**
 * Every key the bridge has in Redis, with its life. All keys of one account share the hash tag `{account}`, so that on
 * Redis Cluster they live in one slot and one script may change several of them at once. Nothing personal is in a name:
 * addresses and URLs appear as digests that only this deployment can make. What is sealed is encrypted under DATA_KEY.
 *
 * | key                     | type   | holds                                            | life                        |
 * | ----------------------- | ------ | ------------------------------------------------ | --------------------------- |
 * | `interview:<id>`        | hash   | `v` version, `d` the record (sealed)             | until erased (`RETENTION`)  |
 * | `story:<id>`            | list   | newest 200 lines of what happened (sealed)       | with the interview          |
 * | `callback:<digest>`     | string | id of the interview that owns a callback URL     | with the interview          |
 * | `person:<digest>`       | zset   | ids of one e-mail's interviews by creation       | with the interview          |
 * | `profile:<digest>`      | string | id learned for template + vendor profile         | with the interview          |
 * | `shared:<id>`           | hash   | shared links by digest                           | with the interview          |
 * | `all`                   | zset   | every interview by creation                      | with the interview          |
 * | `due`                   | zset   | every interview by its next clock                | with the interview          |
 * | `outbox`                | zset   | interviews with something to send, by when       | until delivered or failed   |
 * | `stuck`                 | zset   | interviews whose work fails, by when it was due  | until saved or erased       |
 * | `failed`                | zset   | failed deliveries by when they failed            | until delivered or erased   |
 * | `replays`               | zset   | failed deliveries to be sent again, the next first | until it is their turn    |
 * | `pace`                  | hash   | `rate` of replays per second, time of the `next` | one per account             |
 * | `hold:<id>`             | string | token of the worker that has the interview       | 20 s, extended by saves     |
 * | `report:<id>`           | string | somebody has the report made, or did so in vain  | 30 s; 3 s                   |
 * | `inviting:<digest>`     | string | token of who tells the vendor about a person     | 20 s                        |
 * | `pause`                 | hash   | why and until when deliveries wait together      | until a delivery succeeds   |
 * | `rejected`              | zset   | rejected webhook bodies (sealed) by arrival      | newest 1,000, ≤ 30 days     |
 * | `templates`             | string | last known list of templates                     | until the next list         |
 *
 * Of the whole deployment: `bridge:index-key`, a string, the secret behind the digests (sealed), for ever. BullMQ's own
 * keys are under `{bell}` and hold ids.
 */
export const bellPrefix = '{bell}';
export const indexKeyName = 'bridge:index-key';

export const storyLength = 200;
export const rejectedAtMost = 1000;
export const rejectedForMs = 30 * 24 * 3_600_000;
/** Whoever took a turn and died is followed by another after so long. */
export const replayClaimMs = 30_000;
export const reportLockMs = 30_000;
export const reportRestMs = 3_000;

export function accountKey(account: string, name: string): string {
  return `bridge:{${account}}:${name}`;
}

export function interviewKey(id: string, kind: 'interview' | 'story' | 'shared' | 'hold' | 'report'): string {
  return accountKey(accountOf(id), `${kind}:${id}`);
}

/** What holds something sealed, by what its key is called; undefined for every other key. */
export function sealedPlace(key: string): { account: string; holds: 'interview' | 'story' | 'rejected' } | undefined {
  const [, account, holds] = /^bridge:\{([^}]+)\}:(interview|story|rejected)(?![^:])/.exec(key) ?? [];
  return account && holds ? { account, holds: holds as 'interview' | 'story' | 'rejected' } : undefined;
}

/** The names of keys that stand for something personal. */
export type DigestKeys = {
  callback(account: string, url: string): string;
  /** E-mail addresses are compared as the vendor does: trimmed, lower case. */
  person(account: string, email: string): string;
  /** Who tells the vendor about that person. */
  inviting(account: string, email: string): string;
  profile(account: string, templateId: string, profileId: string): string;
};

export function digestKeys(secret: string): DigestKeys {
  return {
    callback: (account, url) => named(account, 'callback', url),
    person: (account, email) => named(account, 'person', email.trim().toLowerCase()),
    inviting: (account, email) => named(account, 'inviting', email.trim().toLowerCase()),
    profile: (account, templateId, profileId) => named(account, 'profile', templateId, profileId),
  };

  /**
   * The account is part of the digest too: nobody sees that two of them know the same person. With SHA-3 a secret in front
   * makes a MAC (as in KMAC, NIST SP 800-185), in one call where an HMAC takes three.
   */
  function named(...parts: [account: string, kind: string, ...what: string[]]): string {
    const digest = hash('sha3-256', secret + JSON.stringify(parts), 'base64url').slice(0, 27);
    return accountKey(parts[0], `${parts[1]}:${digest}`);
  }
}

const idPattern = /^([a-z0-9][a-z0-9-]*)_([A-Za-z0-9]{16,64})$/;

/** Interview ids name their account, so that whoever has an id knows where its record is; 128 random bits follow. */
export function newInterviewId(account: string): string {
  return `${account}_${randomUUID().replaceAll('-', '')}`;
}

export function isInterviewId(text: string): boolean {
  return idPattern.test(text);
}

/** The account of a well-formed id; '' for anything else, which no account is called. */
export function accountOf(id: string): string {
  return idPattern.exec(id)?.[1] ?? '';
}
