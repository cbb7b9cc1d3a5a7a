import { iso } from '../../iso.ts';
import { type Finding, fine, uncertain, wrong } from '../finding.ts';
import type { Known } from './access.ts';

const dayMs = 86_400_000;

/** From 30 days on it is a warning, from 7 days on it is wrong: making a token takes a person, who may be away. */
export function expiryFindings({ account, now }: Pick<Known, 'account' | 'now'>): Finding[] {
  const at = account.settings.stage?.api.tokenExpiresAt;
  if (at === undefined) return [];
  const days = Math.floor((at - now) / dayMs);
  const what = 'Make another API token and set WORKABLE_API_TOKEN to both, comma-separated, the new one first';
  if (at <= now) return [wrong(`WORKABLE_API_TOKEN_EXPIRES has passed, at ${iso(at)}. ${what}`, { since: at })];
  const when = days < 1 ? 'within a day' : days === 1 ? 'in 1 day' : `in ${days} days`;
  const text = `the API token expires ${when}, at ${iso(at)}`;
  if (days > 30) return [fine(text)];
  return [days > 7 ? uncertain(`${text}. ${what}`) : wrong(`${text}. ${what}`)];
}
