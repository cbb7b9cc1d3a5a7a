import { Failure } from '../errors.ts';
import type { Invitation, Subject, Vendor } from './ports/vendor.ts';
import type { Account } from './ports.ts';
import { attemptsOf, type InterviewRecord } from './record.ts';

/** The vendor of an interview. Throws Failure if the account has switched to another vendor. */
export function vendorOf({ vendor }: Account, record: InterviewRecord): Vendor {
  if (vendor.name === record.vendor) return vendor;
  throw new Failure('vendor-not-reached', `The interview is held at ${record.vendor}, which is not in use any more`);
}

export function invitationOf(record: InterviewRecord, { policy }: Account): Invitation {
  const { id, templateId, candidate, jobTitle, createdAt } = record;
  return {
    interviewId: id,
    templateId,
    candidate,
    ...(jobTitle === undefined ? {} : { jobTitle }),
    expiresAt: createdAt + policy.invitationExpiresAfterMs,
  };
}

export function subjectOf(record: InterviewRecord): Subject {
  const { id: interviewId, templateId, candidate, vendorRef: ref, candidateLink: link } = record;
  const candidateRef = attemptsOf(record).at(-1)?.candidateRef;
  return {
    interviewId,
    templateId,
    email: candidate.email,
    ...(candidateRef ? { candidateRef } : {}),
    ...(ref === undefined ? {} : { ref }),
    ...(link === undefined ? {} : { link }),
  };
}
