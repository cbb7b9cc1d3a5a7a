import type { Answer, WriteResult } from '../../../outbox/destination.ts';
import { SpiError } from '../../api/spi-error.ts';

/** What a call to Workable's API means for what was to be written. */
export async function written(call: () => Promise<Said>): Promise<WriteResult> {
  try {
    const said = await call();
    if (typeof said === 'object') return said;
    return { outcome: 'acknowledged', answer: { status: 200, ...(said === undefined ? {} : { text: said }) } };
  } catch (error) {
    if (error instanceof SpiError) return resultOf(error);
    throw error;
  }
}

/** That it was written, in words; or what came of it in place of that. */
export type Said = string | undefined | Exclude<WriteResult, { outcome: 'acknowledged' }>;

export function resultOf({ kind, status, message, text, retryAt }: SpiError): WriteResult {
  const answer: Answer = {
    ...(status === undefined ? { error: message } : { status }),
    ...(text === undefined ? {} : { text }),
  };
  switch (kind) {
    case 'token':
      return { outcome: 'token-rejected', answer, isCertain: true };
    case 'rate':
      return { outcome: 'rate-limited', answer, ...(retryAt === undefined ? {} : { retryAt }) };
    case 'unsent':
      return retryAt === undefined
        ? { outcome: 'try-again', answer, isUnsent: true }
        : { outcome: 'postponed', answer, until: retryAt };
    case 'forbidden':
      return { outcome: 'postponed', answer };
    case 'gone':
      return { outcome: 'try-again', answer, isMissing: true };
    case 'unclear':
      return { outcome: 'try-again', answer };
    case 'conflict':
    case 'too-large':
    case 'invalid':
    case 'refused':
      return { outcome: 'failed', answer };
  }
}
