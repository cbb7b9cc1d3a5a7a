import { expect, it } from 'vitest';
import { problemOf } from '../../src/connect/stages/problem.ts';
import { en } from '../../src/connect/words/en.ts';
import { Failure, type FailureKind } from '../../src/errors.ts';
import { SpiError } from '../../src/workable/api/spi-error.ts';

it.each<[FailureKind, SpiError | undefined, RegExp]>([
  ['workable-token-rejected', undefined, /\(401\).*step 1/],
  ['workable-not-reached', undefined, /try again in a moment/],
  ['workable-refused', new SpiError('forbidden', 'x', { status: 403 }), /\(403\).*w_candidates.*hiring team/],
  ['workable-refused', new SpiError('forbidden', 'x'), /no active member.*step 2/],
  ['workable-refused', new SpiError('gone', 'x', { status: 404 }), /no longer/],
  ['workable-refused', new SpiError('invalid', 'x', { status: 422 }), /refused that/],
  ['vendor-unclear', undefined, /Acme Voice does not list/],
  ['conflict', undefined, /already/],
  ['invalid-field', undefined, /choose again/],
  ['not-found', undefined, /not there any more/],
])('%s (%o) is said with what to do', (kind, cause, words) => {
  expect(problemOf(new Failure(kind, 'a message for programs', { cause }), 'Acme Voice', en)).toMatch(words);
});

it.each<FailureKind>(['internal', 'store-unavailable', 'busy', 'paused', 'forbidden', 'too-large'])(
  '%s is no problem of the visitor',
  (kind) => {
    expect(problemOf(new Failure(kind, 'a message'), 'Acme Voice', en)).toBeUndefined();
  },
);
