import type { Failure } from '../../errors.ts';
import { SpiError } from '../../workable/api/spi-error.ts';

/**
 * What a failure means to the customer's admin, and what to do about it. Undefined for one that has nothing to do with
 * what they did.
 */
export function problemOf(failure: Failure, vendor: string): string | undefined {
  switch (failure.kind) {
    case 'workable-token-rejected':
      return 'Workable does not accept the API token any more (401): it was revoked or has expired. Make another one in Workable, and paste it in step 1.';
    case 'workable-not-reached':
      return 'Workable did not answer in time. It answers few requests in ten seconds, so please try again in a moment.';
    case 'workable-refused':
      return refusalOf(failure.cause);
    case 'vendor-not-reached':
    case 'vendor-unclear':
    case 'vendor-refused':
    case 'vendor-key-rejected':
      return `${vendor} does not list its interviews right now. Please try again in a minute, or tell ${vendor}.`;
    case 'conflict':
      return 'There is an entry for this job and stage already.';
    case 'invalid-field':
      return 'The job, the stage, the interview or the candidate is not there any more. Please choose again.';
    case 'not-found':
      return 'That entry is not there any more. This is how things stand now.';
    default:
      return undefined;
  }
}

function refusalOf(cause: unknown): string {
  const { kind, status } = cause instanceof SpiError ? cause : {};
  if (kind === 'gone') return 'Workable has no such job, stage or candidate any more. Please choose again.';
  if (kind !== 'forbidden') return 'Workable refused that. Please try again, or choose another one.';
  if (status === undefined)
    return 'There is no active member to write as: choose one in step 2, or activate the one that is chosen in Workable.';
  return 'Workable does not allow that (403). Either the API token lacks one of the scopes r_jobs, r_candidates and w_candidates: make another one, and paste it in step 1. Or the member of step 2 is not in the hiring team of that job: add the member there.';
}
