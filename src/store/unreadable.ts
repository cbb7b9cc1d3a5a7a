import { Failure } from '../errors.ts';

/** Why data in Redis is not accepted; part of log lines. */
export type UnreadableCode =
  /** Written by a version of the bridge whose format this one does not know. */
  | 'FORMAT'
  /** Encrypted under a key that is not in DATA_KEY. */
  | 'NO_KEY'
  /** Encrypted under one of our keys, and altered since, or encrypted for another place. */
  | 'DAMAGED'
  /** In clear although everything was encrypted before. */
  | 'IN_CLEAR'
  /** It contains an id other than the one it was read under. */
  | 'MISPLACED'
  /** It has no version, is not JSON, or has another shape than expected. */
  | 'MISSHAPEN';

class Unreadable extends Error {
  readonly code: UnreadableCode;

  constructor(code: UnreadableCode, why: string) {
    super(why);
    this.name = 'Unreadable';
    this.code = code;
  }
}

/** A retry does not help: an operator has to act. `why` holds nothing personal. */
export function unreadable(code: UnreadableCode, why: string): Failure {
  return new Failure('internal', 'Internal error', { cause: new Unreadable(code, why) });
}

/** The reason in such a failure; undefined for any other error. */
export function unreadableCodeOf(error: unknown): UnreadableCode | undefined {
  return error instanceof Failure && error.cause instanceof Unreadable ? error.cause.code : undefined;
}
