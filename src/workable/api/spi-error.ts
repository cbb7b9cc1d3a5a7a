/**
 * Why a call to Workable's API gave no answer that can be used. `unsent`: surely nothing of it has reached Workable.
 * `unclear`: it may have been done or not.
 */
export type SpiErrorKind =
  | 'token'
  | 'forbidden'
  | 'gone'
  | 'conflict'
  | 'too-large'
  | 'invalid'
  | 'rate'
  | 'refused'
  | 'unsent'
  | 'unclear';

type Options = {
  status?: number | undefined;
  text?: string | undefined;
  retryAt?: number | undefined;
  cause?: unknown;
};

/** Its message and text hold no token, no address and nothing personal: they may be logged and shown. */
export class SpiError extends Error {
  readonly kind: SpiErrorKind;
  /** Undefined where there was no answer. */
  readonly status: number | undefined;
  /** Workable's own words, cleaned, at most 200 characters. */
  readonly text: string | undefined;
  /** Of `rate`, and of `unsent` where its turn did not come in time: when the next window begins, epoch ms. */
  readonly retryAt: number | undefined;

  constructor(kind: SpiErrorKind, message: string, { status, text, retryAt, cause }: Options = {}) {
    super(message, { cause });
    this.name = 'SpiError';
    this.kind = kind;
    this.status = status;
    this.text = text;
    this.retryAt = retryAt;
  }
}

/** What every refusal means. 408 and 425: Workable gave up on a request of which it may have seen everything. */
export function kindOfStatus(status: number): SpiErrorKind {
  const known = kinds[status];
  if (known) return known;
  return status >= 400 && status < 500 ? 'refused' : 'unclear';
}

const kinds: Readonly<Record<number, SpiErrorKind>> = {
  401: 'token',
  403: 'forbidden',
  404: 'gone',
  408: 'unclear',
  409: 'conflict',
  413: 'too-large',
  422: 'invalid',
  425: 'unclear',
  429: 'rate',
};
