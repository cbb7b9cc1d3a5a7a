import { type AccountOverview, accountOverviews } from '../accounts/overview.ts';
import type { OperatorParts } from '../parts.ts';
import { type Finding, fine, wrong } from './finding.ts';

/** Which accounts are not simply used, and why. */
export function accountsFindings(parts: Pick<OperatorParts, 'config' | 'sources' | 'manage'>): Finding[] {
  return accountOverviews(parts).flatMap((overview) =>
    findingsOf(overview).map(({ isFine, text }) => ({ isFine, text: `${overview.name}: ${text}` })),
  );
}

function findingsOf({ state, errors, missing, shared }: AccountOverview): Finding[] {
  switch (state) {
    case 'unusable':
      return errors.map((error) => wrong(`this managed account cannot be used: ${error}`));
    case 'shadowed':
      return [fine('a managed account of this name is not used, since one is configured')];
    case 'removing':
      return [fine('being removed: a running worker ends and erases what is stored of it')];
    case 'paused':
      return [fine('paused: nothing goes out, and creates are answered 503. "bridge resume" ends it')];
    case 'active':
      return [...shared.map((each) => wrong(each)), ...missing.map((each) => fine(each))];
  }
}
