import type { ManageParts } from '../accounts/change.ts';
import type { BridgeAccount } from '../bridge-accounts.ts';
import type { Accounts } from '../interviews/ports/accounts.ts';
import type { Logger } from '../log.ts';
import { type Audit, createAudit, logged } from './actions/audit.ts';
import type { ApiParts } from './api/parts.ts';
import { accountFindings } from './doctor/account.ts';
import type { Finding } from './doctor/finding.ts';
import type { BridgeParts } from './parts.ts';

/** What the API and the console are made of. */
export type FaceParts = Pick<BridgeParts, 'storage' | 'wakeUps' | 'now' | 'sources' | 'callWith'> &
  Pick<ApiParts, 'publicUrl' | 'share' | 'connectLink'> & {
    accounts: Accounts<BridgeAccount>;
    /** What managed accounts are changed with, by those who have such an audit. */
    manageBy: (audit: Audit) => ManageParts;
    log: Logger;
  };

/**
 * The parts of a face of the bridge, with the accounts as they are at each request. `by`: how the log names who does
 * something there; `suffix`: how the history of the account does.
 */
export function openFace({ accounts, manageBy, log, ...parts }: FaceParts, by: string, suffix: string): () => ApiParts {
  const { storage, now } = parts;
  const audit = logged(createAudit(storage, now, suffix), log, by);
  const manage = manageBy(audit);
  const examine = onceAtATime((account) => accountFindings(account, { storage, now }));
  const revealed: ApiParts['revealed'] = (interviewIds, applicationIds) =>
    log.info({ event: 'reveal', by, interviewIds, ...(applicationIds ? { applicationIds } : {}) });
  const revealedMembers: ApiParts['revealedMembers'] = (account, memberIds) =>
    log.info({ event: 'reveal', by, account, memberIds });
  return () => ({ ...parts, accounts: accounts.all(), manage, audit, examine, revealed, revealedMembers });
}

/** A request that comes meanwhile gets the same answer: the vendor is called once. */
function onceAtATime(examine: (account: BridgeAccount) => Promise<readonly Finding[]>): ApiParts['examine'] {
  const running = new Map<BridgeAccount, Promise<readonly Finding[]>>();
  return (account) => {
    const found = running.get(account) ?? examine(account).finally(() => running.delete(account));
    running.set(account, found);
    return found;
  };
}
