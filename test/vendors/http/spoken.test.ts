import { expect, test } from 'vitest';
import { spokenIn } from '../../../src/vendors/http/spoken.ts';

const at_seconds = null;
const speakersOf = (...speakers: (string | null)[]) =>
  [...spokenIn({ transcript: speakers.map((speaker) => ({ at_seconds, speaker, text: 'Yes.' })) })].map(
    ({ speaker }) => speaker,
  );

test('the two are known by the usual words for them, in any case', () => {
  expect(speakersOf('candidate', 'Applicant', 'interviewee', 'USER')).toEqual(Array(4).fill('candidate'));
  expect(speakersOf('interviewer', 'Agent', 'assistant', 'AI')).toEqual(Array(4).fill('interviewer'));
});

test('any other word is a name, those that every object has included', () => {
  expect(speakersOf('Ana', 'constructor', null)).toEqual([{ name: 'Ana' }, { name: 'constructor' }, { name: '' }]);
});

test('a turn that cannot be read, or in which nothing is said, is left out', () => {
  const speaker = 'candidate';
  const transcript = [null, { at_seconds, speaker, text: null }, { at_seconds, speaker, text: '' }];
  expect([...spokenIn({ transcript })]).toEqual([]);
  expect([...spokenIn({ transcript: null })]).toEqual([]);
});
