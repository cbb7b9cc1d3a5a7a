import { expect, test } from 'vitest';
import { Failure } from '../../../src/errors.ts';
import { consoleFailurePage } from '../../../src/operator/console/failure-page.tsx';

const textOf = (failure: Failure) => String(consoleFailurePage(failure).body);

test('what another has changed meanwhile is no fault of the form', () => {
  for (const kind of ['stale', 'precondition-required'] as const) {
    const text = textOf(new Failure(kind, 'The account has changed'));
    expect(text).toContain('It was changed meanwhile');
    expect(text).toContain('Nothing was done.');
  }
});

test('a failure is quoted as a sentence', () => {
  expect(textOf(new Failure('conflict', 'It is over: <b>completed</b>'))).toContain(
    'It is over: &lt;b>completed&lt;/b>.',
  );
});
