import { describe, expect, test } from 'vitest';
import type { Versioned, WebhookSubjects } from '../../src/interviews/ports.ts';
import { subjectOf } from '../../src/interviews/receive.ts';
import type { InterviewRecord } from '../../src/interviews/record.ts';
import { givenRecord, heard, saw, t0 } from './given.ts';

const reading = { event: 'interview_update', observation: saw(), templateId: 'template-1' };

function found(id: string, change: Partial<InterviewRecord> = {}): Versioned {
  return { record: givenRecord({ id, ...change }), version: 1 };
}

function foundWithAttempt(id: string): Versioned {
  return { record: heard(givenRecord({ id }), [saw()]), version: 1 };
}

function subject(subjects: Partial<WebhookSubjects>): string | undefined {
  const all = { byExternalId: undefined, byEmail: [], byProfile: undefined, ...subjects };
  return subjectOf(all, reading)?.record.id;
}

describe('a webhook is about', () => {
  const completed = { concluded: { status: 'completed', at: t0 } } as const;
  const expired = { concluded: { status: 'expired', at: t0 } } as const;

  test.each<[string, Partial<WebhookSubjects>, string | undefined]>([
    ['nobody of ours', {}, undefined],
    ['the interview that it names', { byExternalId: found('named'), byEmail: [found('mailed')] }, 'named'],
    ['the interview that it names, although that is completed', { byExternalId: found('named', completed) }, 'named'],
    [
      'the newest open interview of the person and template',
      { byEmail: [found('newest', completed), found('newer'), found('old')] },
      'newer',
    ],
    ['an interview that is only expired', { byEmail: [found('newest', expired), found('old')] }, 'newest'],
    [
      'the interview whose profile was learned, where none is open',
      { byEmail: [found('mailed', completed)], byProfile: found('profiled') },
      'profiled',
    ],
    [
      'the interview that has the attempt, although a later invitation is named',
      { byExternalId: found('named'), byEmail: [found('named'), foundWithAttempt('first')] },
      'first',
    ],
    ['no interview of another template by name', { byExternalId: found('named', { templateId: 't2' }) }, undefined],
    ['no interview of another template by e-mail', { byEmail: [found('mailed', { templateId: 't2' })] }, undefined],
  ])('%s', (_, subjects, expected) => {
    expect(subject(subjects)).toBe(expected);
  });
});
