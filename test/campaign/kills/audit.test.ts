import { expect, test } from 'vitest';
import type { WebhookPayload } from '../../../sandbox/vendor/types.ts';
import type { Audit } from './audit.ts';
import { auditPlanted, type Planted, person } from './planted.ts';
import { jobmojito } from './vendors/jobmojito.ts';

type History = Omit<Planted, 'kept'> & {
  /** The ids under which the vendor invited; the right one alone when absent. */
  invited?: string[];
  sent: Partial<WebhookPayload>[];
};

const collected = { status: 'draft', interview_status: 'completed', score: null };
const failed = { ...collected, interview_status: 'failed' };
const scored = {
  ...collected,
  status: 'active',
  score: 8.5,
  ai_analysis_recruiter: 'One',
  recruiter_go_next_round: null,
};
const chosen = { ...scored, recruiter_go_next_round: true };
const better = { ...scored, score: 10, ai_analysis_recruiter: 'Two' };
const scoredBody = {
  status: 'completed',
  results_url: 'https://b.example',
  interview: { score: '85', summary: 'One' },
};
const chosenBody = { ...scoredBody, interview: { score: '85', grade: 'excelled', summary: 'One' } };
const betterBody = { ...scoredBody, interview: { score: '100', summary: 'Two' } };

test.each<{ title: string; history: History; found?: Partial<Audit> }>([
  {
    title: 'finds nothing when Workable has the last state',
    history: { sent: [collected, scored, chosen], taken: [scoredBody, chosenBody] },
    found: { arrived: 1, acknowledged: 3, created: 1 },
  },
  {
    title: 'finds nothing when states were left out',
    history: { sent: [failed, scored, chosen, better], taken: [betterBody] },
  },
  {
    title: 'finds nothing when a decision was taken back',
    history: { sent: [scored, chosen, scored], taken: [scoredBody, chosenBody, scoredBody] },
  },
  {
    title: 'finds nothing when a failed candidate is declined',
    history: { sent: [failed], taken: [{ status: 'declined' }] },
  },
  {
    title: 'finds nothing when the vendor reset a result',
    history: { sent: [scored, { ...scored, status: 'draft', interview_status: 'failed' }], taken: [scoredBody] },
  },
  {
    title: 'expects nothing of a state that was not acknowledged',
    history: { sent: [scored, chosen], acknowledged: 1, taken: [scoredBody] },
    found: { acknowledged: 1 },
  },
  {
    title: 'counts what was sent again',
    history: { sent: [scored], taken: [scoredBody, scoredBody] },
    found: { duplicates: 1 },
  },
  {
    title: 'misses an acknowledged state',
    history: { sent: [scored, chosen], taken: [scoredBody] },
    found: { arrived: 0, missing: [expect.stringContaining('interview 7: Workable has')] },
  },
  {
    title: 'misses a first result',
    history: { sent: [scored], taken: [] },
    found: { arrived: 0, missing: [expect.stringContaining('Workable has nothing')] },
  },
  {
    title: 'misses the answer to a create',
    history: { sent: [], taken: [], isAnswered: false },
    found: { created: 0, missing: ['create 7 is not answered'] },
  },
  {
    title: 'sees an older state after a newer one',
    history: { sent: [scored, better], taken: [betterBody, scoredBody, betterBody] },
    found: { wrongOrder: [expect.stringContaining('came after')] },
  },
  {
    title: 'sees a content that the vendor never had',
    history: { sent: [scored], taken: [{ status: 'expired' }, scoredBody] },
    found: { wrongOrder: [expect.stringContaining('expired')] },
  },
  {
    title: 'sees two invitations under one id',
    history: { invited: ['id-7', 'id-7'], sent: [scored], taken: [scoredBody] },
    found: { doubleInvitations: [expect.stringContaining('interview 7')] },
  },
  {
    title: 'sees a second invitation under another id',
    history: { invited: ['id-7', 'other'], sent: [scored], taken: [scoredBody] },
    found: { doubleInvitations: [expect.stringContaining('other')] },
  },
  {
    title: 'sees that the invitation is missing',
    history: { invited: [], sent: [scored], taken: [scoredBody] },
    found: { doubleInvitations: [expect.stringContaining('interview 7')] },
  },
  {
    title: 'sees a repeated create with another id',
    history: { sent: [scored], taken: [scoredBody], repeatedAs: 'other' },
    found: { repeated: 1, findings: ['create 7 was id-7 and is other'] },
  },
])('$title', ({ history, found }) => {
  const clean = { missing: [], doubleInvitations: [], wrongOrder: [], findings: [] };
  expect(auditOf(history)).toMatchObject({ ...clean, ...found });
});

function auditOf({ invited = ['id-7'], ...history }: History) {
  const invitation = invited.map((externalId) => ({ email: person, externalId }));
  return auditPlanted(jobmojito, { kept: { invitation }, ...history });
}
