import { expect, it } from 'vitest';
import { Failure } from '../src/errors.ts';
import { errorFields } from '../src/log.ts';

const message = 'ines@example.test\n    at ines@example.test (file.ts:1:1)\n    at ines@example.test';

it.each([
  ['an error', new Error(message)],
  ['what caused a failure', new Failure('internal', 'Internal error', { cause: new SyntaxError(message) })],
])('keeps the frames and no word of the message of %s, even where it looks like a frame', (_what, error) => {
  const { frames } = errorFields(error) as { frames: string[] };
  expect(frames[0]).toContain('log.test.ts');
  expect(JSON.stringify(errorFields(error))).not.toContain('ines');
});

it('takes nothing for a frame when the message is not the one the stack was made with', () => {
  const error = Object.assign(new Error(message), { stack: `Error: ${message}`, message: 'another one' });
  expect(errorFields(error)).toEqual({ error: 'Error', frames: [] });
});

it('says nothing of what is thrown but is no error', () => {
  expect(errorFields('ines@example.test')).toEqual({ error: 'string' });
});
