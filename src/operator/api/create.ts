import type { ManageParts } from '../../accounts/change.ts';
import type { BridgeAccount } from '../../bridge-accounts.ts';
import type { Accounts } from '../../interviews/ports/accounts.ts';
import type { Logger } from '../../log.ts';
import { type Audit, createAudit, logged } from '../actions/audit.ts';
import { accountFindings } from '../doctor/account.ts';
import type { Finding } from '../doctor/finding.ts';
import type { BridgeParts } from '../parts.ts';
import { endpoints } from './endpoints.ts';
import type { ApiParts } from './parts.ts';
import { apiRoutes } from './routes.ts';

type Parts = Pick<BridgeParts, 'storage' | 'wakeUps' | 'now' | 'sources' | 'callWith'> &
  Pick<ApiParts, 'publicUrl' | 'share' | 'connectLink'> &
  Pick<Parameters<typeof apiRoutes>[0], 'operatorToken' | 'readBytes' | 'takeTurn'> & {
    accounts: Accounts<BridgeAccount>;
    /** What managed accounts are changed with, by those who have such an audit. */
    manageBy: (audit: Audit) => ManageParts;
    log: Logger;
  };

/** The operator's API, on the accounts as they are at each request. */
export function createApi({ accounts, manageBy, log, operatorToken, readBytes, takeTurn, ...parts }: Parts) {
  const { storage, now } = parts;
  const audit = logged(createAudit(storage, now, ', by api'), log, 'api');
  const manage = manageBy(audit);
  const examine = onceAtATime((account) => accountFindings(account, { storage, now }));
  const revealed: ApiParts['revealed'] = (interviewIds, applicationIds) =>
    log.info({ event: 'reveal', by: 'api', interviewIds, ...(applicationIds ? { applicationIds } : {}) });
  const revealedMembers: ApiParts['revealedMembers'] = (account, memberIds) =>
    log.info({ event: 'reveal', by: 'api', account, memberIds });
  return apiRoutes({
    publicUrl: parts.publicUrl,
    endpoints,
    parts: () => ({ ...parts, accounts: accounts.all(), manage, audit, examine, revealed, revealedMembers }),
    operatorToken,
    answers: storage.answers,
    readBytes,
    takeTurn,
  });
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
