import type { SpiClient } from '../api/client.ts';
import type { Turn } from '../api/limiter.ts';
import { SpiError } from '../api/spi-error.ts';

/** What the stage door needs of a token. Whether it has the last one shows with the first comment. */
export const neededScopes = ['r_jobs', 'r_candidates', 'w_candidates'] as const;

/** A customer of Workable that a token is for. */
export type Company = { name: string; subdomain: string };

/**
 * `refused`: Workable does not accept the token (401). `elsewhere`: it is for other companies than that of `subdomain`
 * (404). `forbidden`: it lacks the scope r_jobs (403).
 */
export type TokenAccess =
  | { is: 'accepted'; companies: readonly Company[] }
  | { is: 'refused' | 'elsewhere' | 'forbidden' };

/** Whose the token of a client is. `subdomain`: whose it has to be, where that is known. Throws SpiError. */
export async function tokenAccess(
  client: Pick<SpiClient, 'accounts' | 'account'>,
  subdomain: string | undefined,
  turn: Turn,
): Promise<TokenAccess> {
  try {
    const found =
      subdomain === undefined ? (await client.accounts(turn)).rows : [await client.account(subdomain, turn)];
    return { is: 'accepted', companies: found.map((each) => ({ name: each.name ?? '', subdomain: each.subdomain })) };
  } catch (error) {
    if (!(error instanceof SpiError)) throw error;
    if (error.kind === 'token') return { is: 'refused' };
    if (error.kind === 'gone') return { is: 'elsewhere' };
    if (error.kind === 'forbidden') return { is: 'forbidden' };
    throw error;
  }
}

export const readingScopes = ['r_jobs', 'r_candidates'] as const;
type ReadingScope = (typeof readingScopes)[number];

/** Whether the token of a client lacks a scope, found out by a call that changes nothing. Throws SpiError. */
export async function lacksScope(
  client: Pick<SpiClient, 'jobs' | 'candidates'>,
  scope: ReadingScope,
  now: number,
  turn: Turn,
): Promise<boolean> {
  try {
    await (scope === 'r_jobs' ? client.jobs({}, turn) : client.candidates({ updatedAfter: now }, turn));
    return false;
  } catch (error) {
    if (error instanceof SpiError && error.kind === 'forbidden') return true;
    throw error;
  }
}

export type Ability = 'comment' | 'evaluate';

/** What a role surely may not do with candidates. `permissions`: the roles that may, by permission. */
export function forbiddenTo(
  role: string | undefined,
  permissions: ReadonlyMap<string, readonly string[]>,
): readonly Ability[] {
  const abilities = ['comment', 'evaluate'] as const;
  return abilities.filter((ability) => {
    const allowed = permissions.get(`ats:collab:candidates:${ability}`);
    return allowed !== undefined && role !== undefined && !allowed.includes(role);
  });
}
