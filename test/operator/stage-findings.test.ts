import { describe, expect, it } from 'vitest';
import { connectionFindings } from '../../src/operator/doctor/stage/connection.ts';
import { expiryFindings } from '../../src/operator/doctor/stage/expiry.ts';
import { parkedFindings, parkedIn } from '../../src/operator/doctor/stage/parked.ts';
import { triggerFindings } from '../../src/operator/doctor/stage/triggers.ts';
import { type ConnectionRecord, newConnection, subscribedEvents } from '../../src/workable/stages/connection.ts';
import { day, hour, minute } from '../../testing/times.ts';

const now = Date.UTC(2027, 0, 1);
const iso = (at: number) => new Date(at).toISOString();
const made = newConnection({ id: 'acme_connection.x', account: 'acme' }, now - day);
const whole: ConnectionRecord = {
  ...made,
  subscriptions: subscribedEvents.map((event, i) => ({
    event,
    nonce: `n${i}`,
    credential: 'c',
    madeAt: now - day,
    id: String(i + 1),
  })),
  poll: { goodUntil: now - minute },
  tasks: { subscribe: { nextAt: now, tries: 0, okAt: now - hour } },
};

type Account = Parameters<typeof connectionFindings>[0]['account'];
type Trigger = { job: string; stage: string; state: 'active' | 'off' | 'pending' };

function accountOf(triggers: readonly Trigger[] = [], tokenExpiresAt?: number): Account {
  const connected = { everyTrigger: () => triggers };
  return { name: 'acme', connected, settings: { stage: { api: { tokenExpiresAt } } } } as unknown as Account;
}

type Line = { text: string; isFine: boolean; isUncertain?: true };
const lines = (found: readonly Line[]) =>
  found.map(({ text, isFine, isUncertain }) => `${isFine ? (isUncertain ? 'warn' : 'ok') : 'wrong'}: ${text}`);

describe('how the connection stands', () => {
  const found = (record: ConnectionRecord | undefined) =>
    lines(connectionFindings({ account: accountOf(), record, now }));

  it.each<[string, ConnectionRecord | undefined, unknown]>([
    ['no worker has begun', undefined, 'warn: no worker has connected to Workable yet'],
    ['all is well', whole, `ok: webhooks are subscribed, as checked at ${iso(now - hour)}`],
    ['it was polled', whole, `ok: all changes until ${iso(now - minute)} were polled`],
    [
      'Workable knows no deletions',
      { ...whole, unsupported: ['candidate_deleted'], subscriptions: whole.subscriptions.slice(0, 2) },
      `ok: webhooks are subscribed, as checked at ${iso(now - hour)}; Workable has none for candidate_deleted`,
    ],
    [
      'an event has no subscription',
      { ...whole, subscriptions: whole.subscriptions.slice(1) },
      'warn: no webhook is subscribed for candidate_created: the poll finds the rest',
    ],
    ['there was no poll', { ...whole, poll: {} }, 'warn: candidates have not been polled yet'],
    [
      'polls fail',
      {
        ...whole,
        poll: { goodUntil: now - hour },
        tasks: { poll: { nextAt: now, tries: 3, problem: 'unclear: Workable answered 502' } },
      },
      `wrong: all changes until ${iso(now - hour)} were polled, and none since: unclear: Workable answered 502`,
    ],
    [
      'no worker runs',
      { ...whole, poll: { goodUntil: now - hour } },
      `wrong: all changes until ${iso(now - hour)} were polled, and none since: is a worker running?`,
    ],
    [
      'the token is refused',
      { ...whole, refusedSince: now - hour },
      expect.stringMatching(
        /^wrong: Workable has not accepted the API token since .*set WORKABLE_API_TOKEN and restart.*nothing is lost$/,
      ),
    ],
    [
      'a subscription cannot be made',
      { ...whole, tasks: { subscribe: { nextAt: now, tries: 1, problem: 'invalid: Workable answered 422' } } },
      'wrong: subscribe fails and is tried again: invalid: Workable answered 422',
    ],
  ])('is said where %s', (_, record, line) => {
    expect(found(record)).toContainEqual(line);
  });
});

describe('what triggers there are', () => {
  const stage = 'ai-interview';
  const active: Trigger = { job: 'AAA', stage, state: 'active' };
  const pending: Trigger = { job: 'BBB', stage, state: 'pending' };
  const baselines = { [`AAA ${stage}`]: { startedAt: now - hour, doneAt: now - hour } };
  const found = (triggers: readonly Trigger[], record: Partial<ConnectionRecord> = { baselines }) =>
    lines(triggerFindings({ account: accountOf(triggers), record: { ...whole, ...record } }));

  it('says how many are active, and how many a person has to decide about', () => {
    expect(found([])).toEqual(['warn: no trigger is active, so no candidate is interviewed']);
    expect(found([active, { job: 'CCC', stage, state: 'off' }])).toEqual(['ok: 1 trigger is active']);
    expect(found([active, pending])).toEqual([
      'ok: 1 trigger is active',
      'warn: 1 trigger is pending: a person decides. See "bridge triggers"',
    ]);
    expect(found([active], {})[1]).toMatch(/^warn: candidates already in the stage of 1 trigger are being noted first/);
  });
});

describe('what Workable does not let the member write', () => {
  const refused = { since: now - day, retestAt: now + hour, tries: 3 };
  const first = { since: now - minute, retestAt: now + minute, tries: 1 };
  const known = { member: 'ada@acme.example', now };
  const found = (parked: ConnectionRecord['parked'], waiting = 0) =>
    parkedFindings({ ...known, parked, waiting }).map(({ text, since, count }) => ({ text, since, count }));

  it('is said with the first refusal: where, since when, how many wait, when it is tried again, and what to do', () => {
    expect(found({ AAA: first }, 2)).toEqual([
      {
        text: `WORKABLE_MEMBER may not comment in the job AAA (Workable answers 403). No other candidate is invited there meanwhile. Give them a role in Workable that may, add them to the hiring team, or name another member. 2 applications have something to write. It is tried again by itself, next at ${iso(now + minute)}; nothing is lost`,
        since: now - minute,
        count: 2,
      },
    ]);
  });

  it('names all jobs together, and apart what else they may not', () => {
    const parked = { AAA: refused, BBB: { ...refused, why: 'forbidden' as const }, 'AAA rating': first };
    expect(found(parked).map(({ text }) => text)).toEqual([
      expect.stringMatching(
        /^WORKABLE_MEMBER may not comment in 2 jobs: AAA, BBB \(Workable's lists of members say so\)/,
      ),
      expect.stringMatching(/^WORKABLE_MEMBER may not rate candidates in the job AAA \(Workable answers 403\)/),
    ]);
  });

  it('names what is wrong everywhere as what it is', () => {
    const parked = { comments: { ...refused, why: 'member-inactive' as const }, attribute: refused };
    expect(found(parked).map(({ text }) => text)).toEqual([
      expect.stringMatching(/^WORKABLE_MEMBER is inactive in Workable, so no candidate is invited/),
      expect.stringMatching(/^Workable has no custom attribute of the key STAGE_SCORE_ATTRIBUTE/),
    ]);
  });

  it('is not said of another member, nor where nothing has waited for the next try', () => {
    expect(found({ AAA: { ...refused, member: 'bob@acme.example' } })).toEqual([]);
    expect(found({ AAA: { ...refused, retestAt: now - hour } })).toEqual([]);
  });

  it('stands in the way of candidates of that job alone', () => {
    const parked = { AAA: first };
    expect(parkedIn(['AAA'], { ...known, parked })).toHaveLength(1);
    expect(parkedIn(['BBB'], { ...known, parked })).toEqual([]);
    expect(parkedIn(['BBB'], { ...known, parked: { attribute: refused } })).toHaveLength(1);
  });
});

describe('when the token expires', () => {
  const found = (at: number) => lines(expiryFindings({ account: accountOf([], at), now }))[0];

  it.each([
    [31 * day, /^ok: the API token expires in 31 days/],
    [30 * day, /^warn: the API token expires in 30 days/],
    [8 * day, /^warn: the API token expires in 8 days/],
    [7 * day, /^wrong: the API token expires in 7 days/],
    [day, /^wrong: the API token expires in 1 day, /],
    [day - 1, /^wrong: the API token expires within a day/],
    [0, /^wrong: WORKABLE_API_TOKEN_EXPIRES has passed/],
  ])('is said %i ms before', (ms, words) => {
    expect(found(now + ms)).toMatch(words);
  });
});
