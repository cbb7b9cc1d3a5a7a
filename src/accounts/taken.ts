import { Failure } from '../errors.ts';
import { isSameSecret } from '../http/secrets.ts';
import type { AccountSettings } from '../settings/accounts.ts';
import { type DecidingSecret, type ManagedAccount, providerTokenDigest } from './managed.ts';
import type { Sources } from './sources.ts';

type Configured = { readonly name: string; readonly settings: Pick<AccountSettings, 'decidingSecrets'> };

/** What an account is to become. `before`: absent where it is new. `was` and `is`: the secrets of its settings. */
export type Claim = {
  before?: ManagedAccount;
  after: ManagedAccount;
  was: readonly DecidingSecret[];
  is: readonly DecidingSecret[];
};

const tokenSetting = 'WORKABLE_PROVIDER_TOKEN';

/**
 * Throws Failure `conflict` where an account would get a secret that another one has. Redis sees to it for the settings
 * of managed accounts. Only the process knows what is configured, and of a token that the bridge made there is a digest
 * alone. What an account has already stays: it can be changed and removed whatever others have.
 */
export function refuseTaken({ sources }: { sources: Sources<Configured> }, { before, after, was, is }: Claim): void {
  const { name } = after;
  const configured = sources.configured().filter((each) => each.name !== name);
  for (const { setting, secret } of is.filter((each) => !was.some((known) => isSame(known, each)))) {
    if (configured.some(({ settings }) => hasSecret(settings.decidingSecrets, secret))) throw taken(setting);
  }
  const had = new Set(before ? tokensOf(before) : []);
  const tokens = new Set(tokensOf(after).filter((digest) => !had.has(digest)));
  if (tokens.size === 0) return;
  const theirs = [
    ...configured.map(({ settings }) => digestsIn(settings.decidingSecrets)),
    ...sources.allManaged().map(({ account }) => (account.name === name ? [] : tokensOf(account))),
  ];
  if (theirs.some((digests) => digests.some((digest) => tokens.has(digest)))) throw taken(tokenSetting);
}

export function taken(setting: string): Failure {
  return new Failure(
    'conflict',
    `${setting} belongs to another account already: it decides the account, so it has to differ`,
  );
}

function isSame(a: DecidingSecret, b: DecidingSecret): boolean {
  return a.setting === b.setting && a.secret === b.secret;
}

function hasSecret(known: readonly DecidingSecret[], secret: string): boolean {
  return known.some((each) => isSameSecret(each.secret, secret));
}

/** Digests of all provider tokens of an account: those that the bridge made, and those of its settings. */
function tokensOf({ providerTokens, settings }: ManagedAccount): string[] {
  const written = settings[tokenSetting]?.split(',').map((token) => providerTokenDigest(token.trim())) ?? [];
  return [...providerTokens.map(({ digest }) => digest), ...written];
}

function digestsIn(secrets: readonly DecidingSecret[]): string[] {
  return secrets.flatMap(({ setting, secret }) => (setting === tokenSetting ? [providerTokenDigest(secret)] : []));
}
