import { Failure } from '../errors.ts';
import { limits } from '../limits.ts';
import { polledAgain } from './polling.ts';
import type { Invitation, Invited, Subject, Vendor } from './ports/vendor.ts';
import type { Account } from './ports.ts';
import { attemptsOf, type InterviewRecord, idAtVendor, joinCandidateRef } from './record.ts';

/** The vendor of an interview. Throws Failure if the account has switched to another vendor. */
export function vendorOf({ vendor }: Account, record: InterviewRecord): Vendor {
  if (vendor.name === record.vendor) return vendor;
  throw new Failure('vendor-not-reached', `The interview is held at ${record.vendor}, which is not in use any more`);
}

export function invitationOf(record: InterviewRecord, { policy }: Account): Invitation {
  const { templateId, candidate, jobTitle, createdAt } = record;
  return {
    interviewId: idAtVendor(record),
    templateId,
    candidate,
    ...(jobTitle === undefined ? {} : { jobTitle }),
    expiresAt: createdAt + policy.invitationExpiresAfterMs,
  };
}

export function subjectOf(record: InterviewRecord): Subject {
  const { templateId, candidate, vendorRef: ref, earlierRefs, candidateLink: link } = record;
  const candidateRef = attemptsOf(record).at(-1)?.candidateRef;
  return {
    interviewId: idAtVendor(record),
    templateId,
    email: candidate.email,
    ...(candidateRef ? { candidateRef } : {}),
    ...(ref === undefined ? {} : { ref }),
    ...(earlierRefs === undefined ? {} : { earlierRefs }),
    ...(link === undefined ? {} : { link }),
  };
}

/**
 * The record with what the vendor gave for an invitation. Where the vendor's webhooks carry its own reference, the
 * interview is found by it; a reference that this one replaces is still asked about.
 */
export function withInvited(
  record: InterviewRecord,
  { ref, link, isEmailed }: Invited,
  { vendor }: Account,
): InterviewRecord {
  const { vendorRef, earlierRefs = [], candidateRefs, polled } = record;
  const isReplaced = ref !== undefined && vendorRef !== undefined && ref !== vendorRef;
  const isTheirs = ref !== undefined && vendor.capabilities.identity === 'theirs';
  return {
    ...record,
    ...(ref === undefined ? {} : { vendorRef: ref }),
    ...(isReplaced ? { earlierRefs: [...earlierRefs, vendorRef].slice(-limits.invitationsOfInterview) } : {}),
    ...(isTheirs ? { candidateRefs: joinCandidateRef(candidateRefs, ref) } : {}),
    ...(isTheirs && vendorRef === undefined ? { polled: polledAgain(polled) } : {}),
    ...(link === undefined ? {} : { candidateLink: link }),
    // A link that the vendor did not mail is mailed by the bridge, once.
    ...(isEmailed || link === undefined ? {} : { mailsWanted: record.mailsWanted ?? 1 }),
  };
}
