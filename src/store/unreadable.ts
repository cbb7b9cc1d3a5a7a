import { Failure } from '../errors.ts';

/** Why something that lies in Redis is not taken for what it should be; log lines carry it. */
export type UnreadableCode =
  /** Written by a version of the bridge whose format this one does not know. */
  | 'FORMAT'
  /** Encrypted under a key that is not in DATA_KEY. */
  | 'NO_KEY'
  /** Encrypted under a key of ours, and altered since, or encrypted for another place. */
  | 'DAMAGED'
  /** In clear although everything was encrypted before. */
  | 'IN_CLEAR'
  /** It says of itself that it belongs elsewhere. */
  | 'MISPLACED'
  /** No version, no JSON, or none of the shape that is written there. */
  | 'MISSHAPEN';

class Unreadable extends Error {
  readonly code: UnreadableCode;

  constructor(code: UnreadableCode, why: string) {
    super(why);
    this.name = 'Unreadable';
    this.code = code;
  }
}

/** It stays so however often Redis is asked: a fault that a person has to look at. `why` holds nothing personal. */
export function unreadable(code: UnreadableCode, why: string): Failure {
  return new Failure('internal', 'Internal error', { cause: new Unreadable(code, why) });
}

/** Of a failure that says so; undefined for any other error. */
export function unreadableCodeOf(error: unknown): UnreadableCode | undefined {
  return error instanceof Failure && error.cause instanceof Unreadable ? error.cause.code : undefined;
}
