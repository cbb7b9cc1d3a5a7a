import { expect, test } from 'vitest';
import type { Audit } from '../audit.ts';
import { auditPlanted, interviewId, type Planted, person } from '../planted.ts';
import { http } from './http.ts';

type History = Omit<Planted, 'kept'> & { invited?: string[] };

const started = { status: 'started' };
const failed = { status: 'failed' };
const unscored = { status: 'completed', summary: 'One' };
const scored = { ...unscored, score: { value: 17, max: 20 } };
const chosen = { ...scored, decision: true };
const reportOf = (interview: object) => ({ status: 'completed', results_url: 'https://b.example', interview });
const unscoredBody = reportOf({ summary: 'One' });
const scoredBody = reportOf({ score: '85', summary: 'One' });
const chosenBody = reportOf({ score: '85', grade: 'excelled', summary: 'One' });

test.each<{ title: string; history: History; found?: Partial<Audit> }>([
  {
    title: 'finds nothing when Workable has the last state',
    history: { sent: [started, unscored, scored, chosen], taken: [unscoredBody, chosenBody] },
    found: { arrived: 1 },
  },
  {
    title: 'finds nothing when a result came after all',
    history: { sent: [{ status: 'expired' }, scored], taken: [{ status: 'expired' }, scoredBody] },
  },
  {
    title: 'finds nothing when a later state was polled before its webhook',
    history: { sent: [unscored, scored, chosen], acknowledged: 3, taken: [chosenBody] },
  },
  {
    title: 'finds nothing when a score was taken back',
    history: { sent: [scored, unscored], taken: [scoredBody, unscoredBody] },
  },
  {
    title: 'misses that a score was taken back',
    history: { sent: [scored, unscored], taken: [scoredBody] },
    found: { arrived: 0, missing: [expect.stringContaining('interview 7')] },
  },
  {
    title: 'misses what a hint was about',
    history: { sent: [scored, chosen], taken: [scoredBody] },
    found: { arrived: 0, missing: [expect.stringContaining('interview 7')] },
  },
  {
    title: 'misses an end without a result',
    history: { sent: [failed], taken: [] },
    found: { missing: [expect.stringContaining('declined')] },
  },
  {
    title: 'sees what only an unproven webhook said',
    history: { sent: [scored], taken: [reportOf({ score: '100', summary: 'A lie' }), scoredBody] },
    found: { wrongOrder: [expect.stringContaining('A lie')] },
  },
  {
    title: 'sees an older webhook that won over a newer one',
    history: { sent: [scored, chosen], taken: [chosenBody, scoredBody] },
    found: { missing: [expect.anything()], wrongOrder: [expect.stringContaining('came after')] },
  },
  {
    title: 'sees a summary that is missing, since every answer has it',
    history: { sent: [scored], taken: [reportOf({ score: '85' }), scoredBody] },
    found: { wrongOrder: [expect.stringContaining('came after')] },
  },
  {
    title: 'sees a second invitation under another id',
    history: { invited: [interviewId, 'other'], sent: [scored], taken: [scoredBody] },
    found: { doubleInvitations: [expect.stringContaining('other')] },
  },
])('$title', ({ history: { invited = [interviewId], ...history }, found }) => {
  const row = invited.map((id) => ({ id, invitation: { candidate: { email: person } } }));
  const clean = { missing: [], doubleInvitations: [], wrongOrder: [], findings: [] };
  expect(auditPlanted(http, { kept: { row }, ...history })).toMatchObject({ ...clean, ...found });
});
