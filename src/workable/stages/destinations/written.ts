import type { Answer, WriteResult } from '../../../outbox/destination.ts';
import { SpiError } from '../../api/spi-error.ts';

/** What a call to Workable's API means for what was to be written. */
export async function written(call: () => Promise<unknown>): Promise<WriteResult> {
  try {
    await call();
    return { outcome: 'acknowledged', answer: { status: 200 } };
  } catch (error) {
    if (error instanceof SpiError) return resultOf(error);
    throw error;
  }
}

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
        : { outcome: 'rate-limited', answer, retryAt };
    case 'forbidden':
      return { outcome: 'try-again', answer, isUnsent: true };
    case 'gone':
      return { outcome: 'refused', answer };
    case 'unclear':
      return { outcome: 'try-again', answer };
    case 'conflict':
    case 'too-large':
    case 'invalid':
    case 'refused':
      return { outcome: 'failed', answer };
  }
}
