import { expect, test } from 'vitest';
import { type SpokenTurn, transcriptOf } from '../../src/interviews/transcript.ts';
import { limits } from '../../src/limits.ts';

const candidate = (text: string): SpokenTurn => ({ speaker: 'candidate', text });

test('turns in which nothing is said are left out, and unreadable characters go', () => {
  const said = [candidate(' \n'), candidate(' Yes.\u0000\u202E '), { speaker: { name: ' A\nB ' }, text: 'Hm' }];
  expect(transcriptOf(said)).toEqual({
    turns: [candidate('Yes.'), { speaker: { name: 'A B' }, text: 'Hm' }],
    isCut: false,
  });
  expect(transcriptOf([])).toEqual({ turns: [], isCut: false });
});

test('a transcript has so many characters at most, all its turns together', () => {
  const half = 'x'.repeat(limits.transcriptCharacters / 2);
  expect(transcriptOf([candidate(half), candidate(half)]).isCut).toBe(false);
  expect(transcriptOf([candidate(half), candidate(half), candidate('y')])).toMatchObject({
    turns: { length: 2 },
    isCut: true,
  });
  const { turns, isCut } = transcriptOf([candidate('first'), candidate(half + half)]);
  expect([turns.map(({ text }) => text.length), isCut]).toEqual([[5, limits.transcriptCharacters - 5], true]);
});

test('a transcript has so many turns at most, and no more of them are looked at', () => {
  let looked = 0;
  function* endless(): Generator<SpokenTurn> {
    for (;;) {
      looked += 1;
      yield candidate('Yes.');
    }
  }
  expect(transcriptOf(endless())).toMatchObject({ turns: { length: limits.transcriptTurns }, isCut: true });
  expect(looked).toBe(limits.transcriptTurns + 1);
});
