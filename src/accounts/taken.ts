import { type DecidingSecret, digestsOfTokens, type ManagedAccount, tokenSetting } from './managed.ts';
import { taken } from './refusals.ts';
import type { Sourced, Sources } from './sources.ts';

type Parts = { sources: Sources<Sourced> };

/** What an account is to become. `before`: absent where it is new. `was` and `is`: the secrets of its settings. */
type Claim = {
  before?: ManagedAccount;
  after: ManagedAccount;
  was: readonly DecidingSecret[];
  is: readonly DecidingSecret[];
};

/**
 * Throws Failure `conflict` where an account would get a secret that another one has. Redis sees to it for the settings
 * of managed accounts. Only the process knows what is configured, and of a token that the bridge made there is a digest
 * alone. What an account has already stays: it can be changed and removed whatever others have.
 */
export function refuseTaken({ sources }: Parts, { before, after, was, is }: Claim): void {
  const { name } = after;
  const decidingSecrets = is.filter((each) => !was.some((known) => isSame(known, each)));
  const had = new Set(before ? digestsOfTokens(before) : []);
  const digests = digestsOfTokens(after).filter((digest) => !had.has(digest));
  const shared = sources.sharedWithConfigured({ name, settings: { decidingSecrets }, providerTokenDigests: digests });
  if (shared[0]) throw taken(shared[0].setting);
  const owners = digests.map((digest) => sources.ownerOfToken(digest));
  if (owners.some((owner) => owner !== undefined && owner !== name)) throw taken(tokenSetting);
}

/** Before anything is saved: what Redis would refuse. Throws Failure for a secret that another managed account has. */
export async function refuseStored(
  { sources }: Parts,
  name: string,
  secrets: readonly DecidingSecret[],
): Promise<void> {
  const owners = await sources.store().ownersOf(secrets);
  const at = owners.findIndex((owner) => owner !== undefined && owner !== name);
  if (at >= 0) throw taken(secrets[at]?.setting ?? '');
}

function isSame(a: DecidingSecret, b: DecidingSecret): boolean {
  return a.setting === b.setting && a.secret === b.secret;
}
