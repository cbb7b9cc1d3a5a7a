import { expect, test } from 'vitest';
import { timelineOf } from '../../sandbox/stage-page/received.ts';
import { countScore, createVersions, type Fact } from '../../sandbox/stage-page/score.ts';
import { maskSecrets } from '../../sandbox/stage-page/wire/exchange.ts';

const email = 'ines@example.test';
const [first, second]: [Fact, Fact] = [{ percent: 87 }, { percent: 87, isAdvanced: true }];
const atVendor = { email, invitations: 1, versions: [first, second] };
const atWorkable = { email, requests: 1, results: [first, second], repeats: 0 };
const well = { lost: 0, doubled: 0, outOfOrder: 0, onTheWay: 0, arrived: 1 };

test.each<[string, Partial<typeof atVendor>, Partial<typeof atWorkable>, boolean, object]>([
  ['the newest result has arrived', {}, {}, true, well],
  ['a state that was overtaken need not arrive', {}, { results: [second] }, true, well],
  ['what is missing is on the way', {}, { results: [first] }, false, { ...well, arrived: 0, onTheWay: 1 }],
  ['what is missing in the end is lost', {}, { results: [first] }, true, { ...well, arrived: 0, lost: 1 }],
  [
    'an older state that comes last is out of order, and the newest is lost',
    {},
    { results: [first, second, first] },
    true,
    { ...well, arrived: 0, lost: 1, outOfOrder: 1 },
  ],
  ['the same state again is in order: it replaces itself', {}, { results: [first, first, second, second] }, true, well],
  [
    'a state that returns is in order',
    { versions: [first, second, first] },
    { results: [first, second, first] },
    true,
    well,
  ],
  ['a second invitation to one request is doubled', { invitations: 2 }, {}, true, { ...well, doubled: 1 }],
  ['a second invitation to a second request is not', { invitations: 2 }, { requests: 2 }, true, well],
  ['what stands on a timeline twice is doubled', {}, { repeats: 1 }, true, { ...well, doubled: 1 }],
  ['who has not finished counts for nothing', { versions: [] }, { results: [] }, true, { ...well, arrived: 0 }],
])('%s', (_what, vendor, workable, isSettled, score) => {
  expect(countScore([{ ...atVendor, ...vendor }], [{ ...atWorkable, ...workable }], isSettled)).toEqual(score);
});

test('states are noted as they are seen, each once', () => {
  const versionsOf = createVersions();
  for (const fact of [undefined, first, { ...first }, second]) versionsOf(email, fact);
  expect(versionsOf(email, second)).toEqual([first, second]);
});

test('a timeline is read as a recruiter reads it', () => {
  const said = [
    'Invited to the AI interview, open until 13 December, 22:15 UTC.\nRef AAAAAA invited 1',
    'AI interview: 87 %. Customer support.\nRef BBBBBB result 1',
    'Corrected: AI interview: 87 %, not recommended.\nRef CCCCCC result 2',
    'Corrected: AI interview: 87 %, not recommended.\nRef CCCCCC result 2',
    'AI interview: completed without a score, recommended.\nRef DDDDDD result 3',
  ];
  const row = {
    id: '1',
    candidateId: '2',
    jobShortcode: 'A',
    stage: undefined,
    target: undefined,
    createdAt: 0,
    updatedAt: 0,
  };
  const rows = [
    { ...row, action: 'ai-interview', memberId: 'recruiter', body: null },
    { ...row, action: 'comment', memberId: 'recruiter', body: 'AI interview: 12 %.' },
    ...said.map((body) => ({ ...row, action: 'comment', memberId: 'bridge', body })),
  ];
  expect(timelineOf(rows, 'bridge', 'ai-interview')).toEqual({
    requests: 1,
    results: [
      { percent: 87 },
      { percent: 87, isAdvanced: false },
      { percent: 87, isAdvanced: false },
      { isAdvanced: true },
    ],
    repeats: 1,
  });
});

test('secrets are masked by their names, wherever they stand', () => {
  const text =
    'Bearer s3cret-of-tests, Basic czNjcmV0OnRlc3Q=, {"key":"s3cret-of-tests"}, /webhooks/workable/default/moved/0123456789abcdefghij';
  expect(maskSecrets(text, { VENDOR_TOKEN: 's3cret-of-tests' })).toBe(
    'Bearer •••• (VENDOR_TOKEN), Basic ••••, {"key":"•••• (VENDOR_TOKEN)"}, /webhooks/workable/default/moved/••••',
  );
});
