import { isDeepStrictEqual } from 'node:util';
import { asFailure } from '../errors.ts';
import { change, type ManageParts } from './change.ts';
import { type ManagedAccount, providerTokenDigest } from './managed.ts';

/** Tokens of Workable's API, comma-separated: the first calls, the others verify what was signed with them. */
const setting = 'WORKABLE_API_TOKEN';

/** So long after it stopped being the first one, a token still verifies. */
const formerTokenMs = 7 * 24 * 60 * 60_000;

/** The account with a note of since when each of its API tokens but the first has not been the first one. Pure. */
export function withFormerTokens(account: ManagedAccount, now: number): ManagedAccount {
  const { formerApiTokens = [], ...rest } = account;
  const [, ...former] = tokensOf(account);
  const noted = former.map(providerTokenDigest).map((digest) => ({
    digest,
    since: formerApiTokens.find((each) => each.digest === digest)?.since ?? now,
  }));
  return noted.length === 0 ? rest : { ...rest, formerApiTokens: noted };
}

/** Until when an API token of the account verifies, epoch ms: infinite for the first one. */
export function verifiesUntil(
  { formerApiTokens = [] }: Pick<ManagedAccount, 'formerApiTokens'>,
  token: string,
): number {
  const digest = providerTokenDigest(token);
  const former = formerApiTokens.find((each) => each.digest === digest);
  return former ? former.since + formerTokenMs : Number.POSITIVE_INFINITY;
}

/** The account without the API tokens that do not verify any more. Pure. */
function withoutEnded(account: ManagedAccount, now: number): ManagedAccount {
  const noted = withFormerTokens(account, now);
  const kept = tokensOf(noted).filter((token, at) => at === 0 || verifiesUntil(noted, token) > now);
  if (kept.length === tokensOf(noted).length) return noted;
  return withFormerTokens({ ...noted, settings: { ...noted.settings, [setting]: kept.join(',') } }, now);
}

/** Removes the API tokens of managed accounts that do not verify any more. `report`: of an account where that failed. */
export async function retireApiTokens(
  parts: Pick<ManageParts, 'sources' | 'read' | 'audit' | 'now'>,
  report: (failure: unknown, name: string) => void,
): Promise<void> {
  const { sources, now } = parts;
  const rotating = sources.allManaged().filter(({ account }) => account.settings[setting]?.includes(','));
  for (const { account } of rotating) {
    const { name, state } = account;
    if (state === 'removing' || sources.isConfigured(name)) continue;
    if (isDeepStrictEqual(withoutEnded(account, now()), account)) continue;
    await retire(parts, name).catch((error: unknown) => report(asFailure(error), name));
  }
}

async function retire(parts: Pick<ManageParts, 'sources' | 'read' | 'audit' | 'now'>, name: string): Promise<void> {
  const { decided } = await change(parts, name, undefined, (before) => {
    const account = withoutEnded(before, parts.now());
    if (isDeepStrictEqual(account, before)) return undefined;
    const [was, is] = [before, account].map(({ settings }) => parts.read(name, settings).decidingSecrets);
    return { account, secrets: { was: was ?? [], is: is ?? [] }, isRemoved: account.settings !== before.settings };
  });
  if (decided?.isRemoved) await parts.audit(name, 'removed the former API token, which stopped verifying');
}

function tokensOf({ settings }: ManagedAccount): string[] {
  const tokens = settings[setting]?.split(',').map((token) => token.trim()) ?? [];
  return tokens.filter((token) => token !== '');
}
