import type { BridgeParts } from '../parts.ts';
import { type AccountView, accountEntries, accountView } from '../queries/accounts.ts';
import { type Finding, fine, uncertain, wrong } from './finding.ts';

type Parts = Pick<BridgeParts, 'sources' | 'manage'>;

/** Which accounts are not simply used, and why. */
export function accountsFindings(parts: Parts): Finding[] {
  return accountEntries(parts).flatMap((entry) =>
    findingsOfView(accountView(parts, entry)).map((each) => ({ ...each, text: `${entry.name}: ${each.text}` })),
  );
}

export function findingsOfView({ state, errors, missing }: AccountView): Finding[] {
  if (state === 'shadowed') return [fine('a managed account of this name is not used, since one is configured')];
  if (errors.length > 0) return errors.map((error) => wrong(`this managed account cannot be used: ${error}`));
  switch (state) {
    case 'unusable':
      return [];
    case 'removing':
      return [fine('being removed: a running worker ends and erases what is stored of it')];
    case 'paused':
      return [fine('paused: nothing goes out, and creates are answered 503. "bridge resume" ends it')];
    case 'active':
      return missing.map((each) => uncertain(each));
  }
}
