import { withEvent } from '../interviews/history.ts';
import { plan } from '../interviews/plan.ts';
import { type Candidate, newRecord } from '../interviews/record.ts';
import type { ApplicationParts, StageAccount } from './ports.ts';
import { type ApplicationRecord, type Person, stayOf } from './record.ts';

/** Stores the interview of a stay, whose id is saved; where it is stored already, nothing changes. */
export async function createInterview(
  parts: ApplicationParts,
  account: StageAccount,
  record: ApplicationRecord,
  number: number,
  email: string,
): Promise<void> {
  const stay = stayOf(record, number);
  if (!stay?.interviewId) return;
  const at = parts.now();
  const given = {
    id: stay.interviewId,
    account: account.name,
    templateId: stay.templateId,
    origin: { door: 'stage' as const, key: `${record.candidateId} ${number}` },
    vendor: account.vendor.name,
    candidate: candidateOf(record.person, email),
    reportKey: parts.newKey(),
    jobId: stay.job,
    ...(record.jobTitle === undefined ? {} : { jobTitle: record.jobTitle }),
  };
  const until = at + account.policy.invitationExpiresAfterMs;
  const interview = withEvent(newRecord(given, at, until), at, 'created: the candidate entered the stage');
  const created = await parts.interviews.create(interview, plan(interview, account, at).schedule);
  parts.wakeUp(created.record.id);
}

/** Vendors want a name. */
function candidateOf({ firstName, lastName, phone }: Person, email: string): Candidate {
  const name = firstName || lastName ? {} : { firstName: email.slice(0, email.lastIndexOf('@')) };
  return {
    email,
    ...name,
    ...(firstName ? { firstName } : {}),
    ...(lastName ? { lastName } : {}),
    ...(phone ? { phone } : {}),
  };
}
