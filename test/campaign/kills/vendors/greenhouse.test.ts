import { expect, test } from 'vitest';
import type { Audit } from '../audit.ts';
import { auditPlanted, type Planted, person } from '../planted.ts';
import { greenhouse } from './greenhouse.ts';
import { failedWord, markLabel } from './greenhouse-life.ts';

type History = Omit<Planted, 'kept'> & { invited?: number };

const saying = (partner_status: string, mark: string, partner_score: number | null = null) => {
  return { partner_status, partner_score, partner_profile_url: null, metadata: { [markLabel]: mark } };
};
const reporting = (mark: string, score?: string) => {
  const interview = { ...(score === undefined ? {} : { score }), details: { [markLabel]: mark } };
  return { status: 'completed', results_url: 'https://b.example', interview };
};

test.each<{ title: string; history: History; found?: Partial<Audit> }>([
  {
    title: 'finds nothing when Workable has the last state',
    history: {
      sent: [saying('in_progress', '0'), saying('complete', '1', 84.5), saying('complete', '2', 90)],
      taken: [reporting('1', '85'), reporting('2', '90')],
    },
    found: { arrived: 1 },
  },
  {
    title: 'finds nothing when a state was asked about before its call came',
    history: { sent: [saying('in_progress', '0'), saying('complete', '1')], acknowledged: 1, taken: [reporting('1')] },
  },
  {
    title: 'misses a change that left the score as it was',
    history: { sent: [saying('complete', '1', 50), saying('complete', '2', 50)], taken: [reporting('1', '50')] },
    found: { arrived: 0, missing: [expect.stringContaining('interview 7')] },
  },
  {
    title: 'misses that an interview has failed',
    history: { sent: [saying(failedWord, '0')], taken: [] },
    found: { missing: [expect.stringContaining('declined')] },
  },
  {
    title: 'sees a result of an interview that is not complete',
    history: { sent: [saying('in_progress', '0')], taken: [reporting('0')] },
    found: { wrongOrder: [expect.stringContaining('came after')] },
  },
  {
    title: 'sees an older state after a newer one',
    history: {
      sent: [saying('complete', '1', 50), saying('complete', '2', 60)],
      taken: [reporting('2', '60'), reporting('1', '50'), reporting('2', '60')],
    },
    found: { wrongOrder: [expect.stringContaining('came after')] },
  },
  {
    title: 'sees a second mail of the vendor',
    history: { invited: 2, sent: [saying('complete', '1', 50)], taken: [reporting('1', '50')] },
    found: { doubleInvitations: [expect.stringContaining('2 times')] },
  },
])('$title', ({ history: { invited = 1, ...history }, found }) => {
  const row = Array.from({ length: invited }, (_, id) => ({ id, invitation: { candidate: { email: person } } }));
  const clean = { missing: [], doubleInvitations: [], wrongOrder: [], findings: [] };
  expect(auditPlanted(greenhouse, { kept: { row }, ...history })).toMatchObject({ ...clean, ...found });
});
