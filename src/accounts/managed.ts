import { createHash, randomBytes } from 'node:crypto';

/** A token that Workable presents, without the token. `ends`: its last four characters, by which people know it. */
export type ProviderToken = { id: string; digest: string; ends: string; createdAt: number };

/** An account that was made while the bridge runs, as it is stored. */
export type ManagedAccount = {
  name: string;
  /** `paused`: nothing goes out. `removing`: its interviews are ended and erased, and then it goes itself. */
  state: 'active' | 'paused' | 'removing';
  /** As they were written: texts by the names of settings. Secrets are among them. */
  settings: Readonly<Record<string, string>>;
  providerTokens: readonly ProviderToken[];
  /** Digests of its API tokens but the first, and since when each has not been the first one. */
  formerApiTokens?: readonly { digest: string; since: number }[];
  createdAt: number;
  /**
   * `erases`: without waiting for `RETENTION`. `before`: what it goes back to, where an interview turns out to be open
   * that another process created at the same moment; absent once it is certain.
   */
  removal?: {
    at: number;
    erases: boolean;
    before?: Pick<ManagedAccount, 'providerTokens'> & { state: 'active' | 'paused' };
  };
};

/** `version` is of all changes of all managed accounts: each has a higher one than every change before it. */
export type StoredAccount = { account: ManagedAccount; version: number };

/** `stale`: another change came first. `taken`: another account has the secret at that place of the list. */
export type AccountSaved =
  | { outcome: 'saved'; version: number }
  | { outcome: 'exists' | 'gone' | 'stale' }
  | { outcome: 'taken'; at: number };

/** The setting with provider tokens that the bridge did not make. */
export const tokenSetting = 'WORKABLE_PROVIDER_TOKEN';

/** A secret that decides the account of a request, by the setting that holds it. */
export type DecidingSecret = { setting: string; secret: string };

/** Where managed accounts are kept. Every method throws Failure `store-unavailable` when it cannot tell. */
export type ManagedStore = {
  /** The version of the last change; 0 where there was none. */
  latest(): Promise<number>;
  /**
   * What has changed since a version, in the order of the changes: `account` is undefined for one that is gone, and for
   * one that cannot be read, for which `failure` says why.
   */
  changedSince(
    version: number,
  ): Promise<{ name: string; version: number; account?: ManagedAccount; failure?: string }[]>;
  /**
   * Stores an account whose version is still `expected`; `none` for a new one. All of it or nothing. `was` and `is`: the
   * secrets by which requests find it, before and after.
   */
  save(
    account: ManagedAccount,
    expected: number | 'none',
    secrets: { was: readonly DecidingSecret[]; is: readonly DecidingSecret[] },
  ): Promise<AccountSaved>;
  /** By the place of each secret the account that has it, if one does. */
  ownersOf(secrets: readonly DecidingSecret[]): Promise<(string | undefined)[]>;
  /** Removes it with its secrets. */
  remove(name: string, expected: number, secrets: readonly DecidingSecret[]): Promise<AccountSaved>;
};

/** 256 random bits cannot be guessed, so a digest without a secret tells nothing of it. */
export function makeProviderToken(
  now: number,
  id = `pt_${randomBytes(9).toString('base64url')}`,
): { token: string; kept: ProviderToken } {
  const token = `wpt_${randomBytes(32).toString('base64url')}`;
  return { token, kept: { id, digest: providerTokenDigest(token), ends: endsOf(token), createdAt: now } };
}

export function providerTokenDigest(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** Of all provider tokens of an account: those that the bridge made, and those of its settings. */
export function digestsOfTokens({ providerTokens, settings }: ManagedAccount): string[] {
  const written = settings[tokenSetting]?.split(',').map((token) => providerTokenDigest(token.trim())) ?? [];
  return [...providerTokens.map(({ digest }) => digest), ...written];
}

/** What people may see of a secret: its last four characters, as long as they are no more than half of it. */
export function endsOf(secret: string): string {
  return secret.length < 8 ? '…' : `…${secret.slice(-4)}`;
}
