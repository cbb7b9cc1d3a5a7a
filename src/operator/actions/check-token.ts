import type { ManagedAccount } from '../../accounts/managed.ts';
import type { AccountSettings } from '../../config.ts';
import { within } from '../../http/within.ts';
import { budgets } from '../../interviews/budgets.ts';
import { SpiError } from '../../workable/api/spi-error.ts';
import { type Company, lacksScope, readingScopes, tokenAccess } from '../../workable/stages/access.ts';
import { failureOf } from '../../workable/stages/door.ts';
import type { BridgeParts } from '../parts.ts';

type Parts = Pick<BridgeParts, 'storage' | 'now' | 'manage' | 'callWith'>;

/** What Workable makes of an API token that an account does not have yet. `elsewhere`: the company that it should be of. */
export type CheckedToken =
  | { outcome: 'accepted'; companies: readonly Company[] }
  | { outcome: 'not_a_token' | 'refused' }
  | { outcome: 'elsewhere'; subdomain: string }
  | { outcome: 'lacks_scopes'; lacks: readonly string[] };

/**
 * Asks Workable whose a token is and what it may read, as the account would with its other settings. Nothing is kept.
 * Throws Failure where Workable does not say.
 */
export async function checkToken(parts: Parts, account: ManagedAccount, token: string): Promise<CheckedToken> {
  const { name } = account;
  const settings = settingsWith(parts, account, token);
  if (!settings) return { outcome: 'not_a_token' };
  const { connections } = parts.storage;
  const known = (await connections.read(connections.idOf(name)))?.record.subdomain;
  const subdomain = settings.subdomain ?? known;
  try {
    return await within(budgets.read, async ({ signal }): Promise<CheckedToken> => {
      const turn = { priority: 'person' as const, signal };
      const access = await tokenAccess(parts.callWith(name, settings), subdomain, turn);
      if (access.is !== 'accepted') return refusalOf(access.is, subdomain);
      const [first] = access.companies;
      const client = parts.callWith(name, { ...settings, ...(first ? { subdomain: first.subdomain } : {}) });
      const lacking = await Promise.all(
        readingScopes.map(async (scope) => ((await lacksScope(client, scope, parts.now(), turn)) ? [scope] : [])),
      );
      const lacks = lacking.flat();
      if (lacks.length > 0) return { outcome: 'lacks_scopes', lacks };
      return { outcome: 'accepted', companies: access.companies };
    });
  } catch (error) {
    throw error instanceof SpiError ? failureOf(error, parts.now()) : error;
  }
}

function refusalOf(why: 'refused' | 'elsewhere' | 'forbidden', subdomain = ''): CheckedToken {
  if (why === 'refused') return { outcome: 'refused' };
  return why === 'forbidden' ? { outcome: 'lacks_scopes', lacks: ['r_jobs'] } : { outcome: 'elsewhere', subdomain };
}

/** Undefined for a text that cannot be one token. */
function settingsWith(
  { manage }: Pick<Parts, 'manage'>,
  { name, settings }: ManagedAccount,
  token: string,
): NonNullable<AccountSettings['stage']>['api'] | undefined {
  if (/[\s,]/.test(token)) return undefined;
  return manage.read(name, { ...settings, WORKABLE_API_TOKEN: token }).account?.stage?.api;
}
