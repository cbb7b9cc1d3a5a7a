import { describe, expect, test } from 'vitest';
import { ownAttempts } from '../../src/interviews/ownership.ts';
import type { InterviewRecord } from '../../src/interviews/record.ts';
import { day, givenRecord, heard, hour, minute, saw, t0 } from './given.ts';

const first = givenRecord({ id: 'first' });
const second = givenRecord({ id: 'second', createdAt: t0 + 10 * day });
const ofAnotherTemplate = givenRecord({ id: 'other', createdAt: t0 + day, templateId: 'template-2' });

function begun(startedAt: number) {
  return saw({ source: 'fetch', at: t0 + 20 * day, startedAt });
}

function owns(record: InterviewRecord, others: InterviewRecord[], listed = begun(t0 + hour)): boolean {
  return ownAttempts(record, others, [listed]).length === 1;
}

describe('a listed attempt', () => {
  test('belongs to the only interview of the person', () => {
    expect(owns(first, [first])).toBe(true);
  });

  test('belongs to the interview that was the newest when it began', () => {
    const owners = [first, second].filter((record) => owns(record, [first, second], begun(t0 + 11 * day)));
    expect(owners.map(({ id }) => id)).toEqual(['second']);
  });

  test('belongs to an earlier interview where it began before the later one existed', () => {
    const owners = [first, second].filter((record) => owns(record, [first, second], begun(t0 + 9 * day)));
    expect(owners.map(({ id }) => id)).toEqual(['first']);
  });

  test('stays with the interview that has it', () => {
    const has = heard(first, [saw()]);
    const owners = [has, second].filter((record) => owns(record, [has, second], begun(t0 + 11 * day)));
    expect(owners.map(({ id }) => id)).toEqual(['first']);
  });

  test('does not belong to an interview that came after it', () => {
    expect(owns(second, [second], begun(t0 + hour))).toBe(false);
  });

  test('may have begun a little before the interview by the clock of the vendor', () => {
    expect(owns(first, [first], begun(t0 - minute))).toBe(true);
    expect(owns(first, [first], begun(t0 - minute - 1))).toBe(false);
  });

  test('is not taken away by an interview of another template', () => {
    expect(owns(first, [first, ofAnotherTemplate], begun(t0 + 2 * day))).toBe(true);
  });

  test('without a beginning began when it was listed', () => {
    expect(owns(first, [first, second], saw({ source: 'fetch', at: t0 + 11 * day }))).toBe(false);
  });
});
