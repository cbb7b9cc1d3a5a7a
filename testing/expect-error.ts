import { expect } from 'vitest';
import type { WireAnswer } from './wire.ts';
import type { Answer } from './world.ts';

/** An error is exactly these two fields, as JSON. */
export function expectError(answer: Answer | WireAnswer, status: number, message: string): void {
  expect([answer.status, answer.text]).toEqual([status, JSON.stringify({ status, message })]);
  expect(headerOf(answer, 'content-type')).toMatch(/^application\/json\b/);
}

function headerOf({ headers }: Answer | WireAnswer, name: string): string | null | undefined {
  return headers instanceof Headers ? headers.get(name) : headers[name];
}
