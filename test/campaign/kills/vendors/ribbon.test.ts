import { expect, test } from 'vitest';
import type { Audit } from '../audit.ts';
import { copiesIn, unexcused } from '../copies.ts';
import { auditPlanted, type Planted, person } from '../planted.ts';
import { ribbon } from './ribbon.ts';

/** `mails`: the Message-IDs of what the candidate got. */
type History = Omit<Planted, 'kept' | 'mail'> & { mails?: string[] };

const webhook = { headers: {}, body: '' };
const finished = (summary: string) => ({ summary, webhook });
const moved = (word: string) => ({ word, webhook });
const reporting = (summary: string, grade?: string) => {
  const interview = { summary, ...(grade === undefined ? {} : { grade }) };
  return { status: 'completed', results_url: 'https://b.example', interview };
};

test.each<{ title: string; history: History; found?: Partial<Audit> }>([
  {
    title: 'finds nothing when Workable has the last state',
    history: { sent: [finished('1'), moved('accepted')], taken: [reporting('1'), reporting('1', 'passed')] },
    found: { arrived: 1 },
  },
  {
    title: 'finds nothing when a decision was reported before the summary that came earlier',
    history: {
      sent: [finished('1'), finished('2'), moved('rejected')],
      taken: [reporting('1'), reporting('1', 'failed'), reporting('2', 'failed')],
    },
  },
  {
    title: 'finds nothing when a word decides nothing',
    history: { sent: [finished('1'), moved('shortlisted')], taken: [reporting('1')] },
  },
  {
    title: 'finds nothing in copies of one mail',
    history: { mails: ['a', 'a'], sent: [finished('1')], taken: [reporting('1')] },
  },
  {
    title: 'misses a decision',
    history: { sent: [finished('1'), moved('accepted')], taken: [reporting('1')] },
    found: { arrived: 0, missing: [expect.stringContaining('interview 7')] },
  },
  {
    title: 'sees an older decision after a newer one',
    history: {
      sent: [finished('1'), moved('accepted'), moved('rejected')],
      taken: [reporting('1', 'failed'), reporting('1', 'passed'), reporting('1', 'failed')],
    },
    found: { wrongOrder: [expect.stringContaining('came after')] },
  },
  {
    title: 'sees an older summary after a newer one',
    history: {
      sent: [finished('1'), finished('2')],
      taken: [reporting('2'), reporting('1'), reporting('2')],
    },
    found: { wrongOrder: [expect.stringContaining('came after')] },
  },
  {
    title: 'sees a second mail that is not a copy',
    history: { mails: ['a', 'b'], sent: [finished('1')], taken: [reporting('1')] },
    found: { doubleInvitations: [expect.stringContaining('2 times')] },
  },
  {
    title: 'sees that a mail is missing',
    history: { mails: [], sent: [finished('1')], taken: [reporting('1')] },
    found: { doubleInvitations: [expect.stringContaining('0 times')] },
  },
])('$title', ({ history: { mails = ['a'], ...history }, found }) => {
  const clean = { missing: [], doubleInvitations: [], wrongOrder: [], findings: [] };
  const mail = { mail: mails.map(mailOf) };
  expect(auditPlanted(ribbon, { kept: {}, mail, ...history })).toMatchObject({ ...clean, ...found });
});

test('copies of a mail are excused only where the history says that its outcome was unknown', () => {
  const copies = copiesIn(['a', 'a', 'a', 'b'].map(mailOf));
  expect(copies).toEqual([{ person, extra: 2 }]);
  const excuse = 'sent invitation again, since the outcome of the last try is unknown: acknowledged (250)';
  expect(unexcused(copies, new Map([[person, excuse]]))).toEqual([]);
  for (const history of ['sent invitation: acknowledged (250)', '']) {
    expect(unexcused(copies, new Map([[person, history]]))).toEqual([expect.stringContaining('2 copies')]);
  }
});

function mailOf(messageId: string) {
  return { person, messageId, page: 'http://127.0.0.1/i/token', at: 0 };
}
