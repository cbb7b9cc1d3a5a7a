import { Failure, type FailureKind } from '../errors.ts';
import type { Words } from './words.ts';

/** Why an address of a report leads nowhere. */
export type Why = Exclude<keyof Words['deadEnd'], 'kind' | 'readOnly' | 'refused' | 'later'>;

const kinds = {
  unknown: 'not-found',
  erased: 'not-found',
  notYet: 'not-found',
  noTranscript: 'not-found',
  noPdf: 'not-found',
  expired: 'gone',
  sharedExpired: 'gone',
  usedUp: 'gone',
} as const satisfies Record<Why, FailureKind>;

/** A page says which case it is, in the reader's language. */
export class DeadEnd extends Failure {
  readonly why: Why;

  constructor(why: Why) {
    super(kinds[why], `The link to a report leads nowhere: ${why}`);
    this.why = why;
  }
}
