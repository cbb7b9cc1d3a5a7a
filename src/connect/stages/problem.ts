import type { Failure } from '../../errors.ts';
import { SpiError } from '../../workable/api/spi-error.ts';
import type { Words } from '../words.ts';

/**
 * What a failure means to the customer's admin, and what to do about it. Undefined for one that has nothing to do with
 * what they did.
 */
export function problemOf(failure: Failure, vendor: string, { problems }: Words): string | undefined {
  switch (failure.kind) {
    case 'workable-token-rejected':
      return problems.revoked;
    case 'workable-not-reached':
      return problems.silent;
    case 'workable-refused':
      return refusalOf(failure.cause, problems);
    case 'vendor-not-reached':
    case 'vendor-unclear':
    case 'vendor-refused':
    case 'vendor-key-rejected':
      return problems.vendor(vendor);
    case 'conflict':
      return problems.twice;
    case 'invalid-field':
      return problems.vanished;
    case 'not-found':
      return problems.noEntry;
    default:
      return undefined;
  }
}

function refusalOf(cause: unknown, problems: Words['problems']): string {
  const { kind, status } = cause instanceof SpiError ? cause : {};
  if (kind === 'gone') return problems.gone;
  if (kind !== 'forbidden') return problems.refused;
  return status === undefined ? problems.noMember : problems.forbidden;
}
