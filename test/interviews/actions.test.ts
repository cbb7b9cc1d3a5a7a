import { beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { cancelInterview } from '../../src/interviews/cancel.ts';
import type { Observation } from '../../src/interviews/observation.ts';
import { openLink } from '../../src/interviews/open-link.ts';
import type { Capabilities, Invited, Vendor, WebhookReading } from '../../src/interviews/ports/vendor.ts';
import type { Account } from '../../src/interviews/ports.ts';
import { receiveWebhooks } from '../../src/interviews/receive.ts';
import { attemptsOf, type InterviewRecord } from '../../src/interviews/record.ts';
import { resendInvitation } from '../../src/interviews/resend.ts';
import { resolveInvitation } from '../../src/interviews/resolve.ts';
import { work } from '../../src/interviews/work.ts';
import { limits } from '../../src/limits.ts';
import { openCircuits } from '../../src/outbox/circuits.ts';
import { createMemoryStore, type MemoryStore, type StorePort, waitingFor } from '../../testing/memory-store.ts';
import { withoutLimit } from '../../testing/unlimited.ts';
import { callbackTo, day, givenCapabilities, givenRecord, heard, minute, policy, saw, t0 } from './given.ts';

const id = 'main_0000000000000001';
const link = 'https://vendor.example/i/1';
const bounced = { failed: { digest: '1', at: t0, answer: { status: 550 } } };
const finished = saw({ state: 'finished', isSubmitted: true, score: { points: 7, of: 10 } });

let now: number;
let memory: MemoryStore;
let store: StorePort;
let calls: string[];
let sent: string[];
let woken: string[];

beforeEach(() => {
  now = t0;
  memory = createMemoryStore(() => now);
  store = waitingFor(memory.calls);
  calls = [];
  sent = [];
  woken = [];
});

type Own = Partial<Omit<Vendor, 'capabilities'>> & { capabilities?: Partial<Capabilities> };

function accountAt({ capabilities, ...vendor }: Own = {}): Account {
  return {
    name: 'main',
    policy,
    vendor: {
      name: 'vendor',
      capabilities: { ...givenCapabilities, ...capabilities },
      fetch: async () => [],
      ...vendor,
    } as Partial<Vendor> as Vendor,
    destinations: [
      callbackTo(async (_, { label }) => {
        sent.push(label);
        return { outcome: 'acknowledged', answer: { status: 200 } };
      }),
    ],
  };
}

function cancelling(cancel: NonNullable<Vendor['cancel']> = async () => void calls.push('cancel')): Own {
  return { capabilities: { canCancel: true }, cancel };
}

function parts() {
  const clock = () => now;
  const given = { store, now: clock, monotonic: clock, random: () => 0, emit: () => undefined, within: withoutLimit };
  const sleep = async (ms: number) => {
    now += ms;
  };
  return { ...given, sleep, circuits: openCircuits(given), wakeUp: (each: string) => void woken.push(each) };
}

const workOff = (account: Account) => work(parts(), account, id);

async function given(change: Partial<InterviewRecord> = {}): Promise<void> {
  await store.create(givenRecord({ id, ...change }), { dueAt: now });
}

async function stored(): Promise<InterviewRecord> {
  return (await store.read(id))?.record ?? expect.fail('it is not stored');
}

async function workUntil(account: Account, until: number): Promise<void> {
  while (now < until) {
    await workOff(account);
    now = Math.min(Math.max(now, memory.nextDueAt('main') ?? until), until);
  }
}

describe('cancelling', () => {
  test('reports a decline at once and ends the invitation at the vendor', async () => {
    await given();
    const account = accountAt(cancelling());
    expect(await cancelInterview(parts(), account, id)).toEqual({ outcome: 'cancelled', linkStillWorks: false });
    expect(woken).toEqual([id]);
    await workOff(account);
    expect([sent, calls]).toEqual([['declined'], ['cancel']]);
    await workUntil(account, now + day);
    expect(calls).toEqual(['cancel']);
  });

  test('says that the link still works where the vendor cannot cancel', async () => {
    await given();
    const account = accountAt();
    expect(await cancelInterview(parts(), account, id)).toEqual({ outcome: 'cancelled', linkStillWorks: true });
    await workOff(account);
    expect(sent).toEqual(['declined']);
  });

  test('says so only of a link that the candidate has opened, where the bridge has mailed its own page', async () => {
    await given({ candidateLink: link, mailsWanted: 1 });
    expect(await cancelInterview(parts(), accountAt(), id)).toEqual({ outcome: 'cancelled', linkStillWorks: false });
    const other = 'main_0000000000000002';
    const opened = { candidateLink: link, mailsWanted: 1, linkOpenedAt: t0 };
    await store.create(givenRecord({ id: other, origin: { door: 'provider', key: 'other' }, ...opened }), {
      dueAt: now,
    });
    expect(await cancelInterview(parts(), accountAt(), other)).toEqual({ outcome: 'cancelled', linkStillWorks: true });
  });

  test('happens once, and not to what has its result or is unknown', async () => {
    await given();
    const account = accountAt(cancelling());
    await cancelInterview(parts(), account, id);
    expect(await cancelInterview(parts(), account, id)).toEqual({ outcome: 'cancelled-before' });
    expect(await cancelInterview(parts(), account, 'main_0000000000000002')).toBeUndefined();
    const { version, record } = (await store.read(id))!;
    const { cancellation: _, ...rest } = heard(record, [finished]);
    await store.save(rest, version, { dueAt: now });
    expect(await cancelInterview(parts(), account, id)).toEqual({ outcome: 'over', status: 'completed' });
  });

  test('invites no candidate whose invitation is still wanted', async () => {
    await given({ invitation: { state: 'wanted', until: t0 + minute, round: 0 } });
    const account = accountAt({ ...cancelling(), invite: () => expect.fail('the candidate is invited') });
    await cancelInterview(parts(), account, id);
    await workOff(account);
    expect(sent).toEqual(['declined']);
  });

  test('is tried again while the vendor is away, and given up in the end', async () => {
    await given();
    const away = async () => {
      calls.push('cancel');
      throw new Failure('vendor-not-reached', 'The vendor is away');
    };
    const account = accountAt(cancelling(away));
    await cancelInterview(parts(), account, id);
    await workUntil(account, t0 + 10 * day);
    const { tries, isOver } = (await stored()).cancellation!;
    expect([isOver, calls.length]).toEqual([true, tries]);
    expect(tries).toBeGreaterThan(policy.retryScheduleMs.length);
  });

  test('ends where the vendor refuses, and a result still counts', async () => {
    await given();
    const refusing = async () => {
      throw new Failure('vendor-refused', 'It is completed');
    };
    const account = accountAt({ ...cancelling(refusing), fetch: async () => [finished] });
    await cancelInterview(parts(), account, id);
    await workUntil(account, t0 + 30 * day);
    expect((await stored()).cancellation?.isOver).toBe(true);
    expect(sent).toEqual(['declined', 'completed']);
  });

  test('happens by itself when the time is over, and then reports nothing else', async () => {
    await given();
    const account = accountAt(cancelling());
    await workUntil(account, t0 + 15 * day);
    expect([sent, calls]).toEqual([['expired'], ['cancel']]);
  });
});

describe('sending an invitation again', () => {
  test('has the bridge mail once more what it mails', async () => {
    await given({ candidateLink: link, mailsWanted: 1, deliveries: { 'mail/invitation': bounced } });
    expect(await resendInvitation(parts(), accountAt(), id)).toEqual({ outcome: 'queued' });
    const { mailsWanted, deliveries } = await stored();
    expect([mailsWanted, deliveries]).toEqual([2, { 'mail/invitation': {} }]);
  });

  test.each<[string, Partial<InterviewRecord>, object]>([
    ['shows the link where the vendor mails', { candidateLink: link }, { outcome: 'link', link }],
    ['knows of no link', {}, { outcome: 'no-link' }],
    ['invites nobody', { invitation: { state: 'wanted', until: t0, round: 0 } }, { outcome: 'not-invited' }],
    [
      'does not wake what has ended',
      { concluded: { status: 'expired', at: t0 } },
      { outcome: 'over', status: 'expired' },
    ],
    ['does not begin at the very end', { createdAt: t0 - 14 * day }, { outcome: 'over', status: 'expired' }],
  ])('%s', async (_, change, outcome) => {
    await given(change);
    const before = await stored();
    expect(await resendInvitation(parts(), accountAt(), id)).toEqual(outcome);
    expect(await stored()).toEqual(before);
  });

  test('needs an interview', async () => {
    expect(await resendInvitation(parts(), accountAt(), id)).toBeUndefined();
  });
});

describe('resolving a doubt', () => {
  const failure = { kind: 'vendor-unclear', message: 'It is not known' };
  const unclear = { invitation: { state: 'unclear' as const, at: t0, round: 1, failure } };
  const theirs = accountAt({ capabilities: { identity: 'theirs' } });

  test('keeps the reference that a person found, and finds the interview by it', async () => {
    await given(unclear);
    expect(await resolveInvitation(parts(), theirs, id, { invited: 'ref-7' })).toEqual({ outcome: 'invited' });
    expect(await stored()).toMatchObject({
      invitation: { state: 'invited' },
      vendorRef: 'ref-7',
      candidateRefs: ['ref-7'],
    });
  });

  test('polls again what was polled without the reference, and so without an answer', async () => {
    await given(unclear);
    const refs: (string | undefined)[] = [];
    const account = accountAt({
      capabilities: { identity: 'theirs', canAsk: 'one' },
      fetch: async ({ ref }) => {
        refs.push(ref);
        return ref === undefined ? [] : [finished];
      },
    });
    await receiveWebhooks(parts())(account, { event: 'hint', externalId: id });
    now += 1;
    await workOff(account);
    now += minute;
    await resolveInvitation(parts(), account, id, { invited: 'ref-7' });
    await workOff(account);
    expect([refs, sent]).toEqual([[undefined, 'ref-7'], ['completed']]);
  });

  test('leaves an invitation that was not made to the next create', async () => {
    await given(unclear);
    expect(await resolveInvitation(parts(), theirs, id, 'not-invited')).toEqual({ outcome: 'not-invited' });
    expect((await stored()).invitation).toMatchObject({ state: 'not-invited', round: 2 });
  });

  test('leaves a call that is in flight to the process that makes it', async () => {
    await given({ invitation: { state: 'inviting', until: t0 + minute, round: 0 } });
    const outcome = await resolveInvitation(parts(), theirs, id, 'not-invited');
    expect(outcome).toEqual({ outcome: 'not-in-doubt', state: 'inviting' });
  });

  test('changes nothing that is known', async () => {
    await given();
    const before = await stored();
    expect(await resolveInvitation(parts(), theirs, id, 'not-invited')).toEqual({
      outcome: 'not-in-doubt',
      state: 'invited',
    });
    expect(await stored()).toEqual(before);
    expect(await resolveInvitation(parts(), theirs, 'main_0000000000000002', 'not-invited')).toBeUndefined();
  });
});

describe('the link of a candidate', () => {
  let links: string[];
  const invite = async (): Promise<Invited> => {
    const number = links.push('invited') + 1;
    return { ref: `ref-${number}`, link: `https://vendor.example/i/${number}`, isEmailed: false };
  };
  const single: Own = { invite, capabilities: { links: 'single-use', identity: 'theirs', createTwice: 'harmless' } };
  const invited = { candidateLink: link, vendorRef: 'ref-1', mailsWanted: 1 };

  beforeEach(() => {
    links = [];
  });

  test('is the same at every visit where it lasts', async () => {
    await given(invited);
    const account = accountAt({ invite });
    for (let visit = 0; visit < 3; visit += 1) {
      expect(await openLink(parts(), account, id)).toEqual({ outcome: 'link', link });
      now += day;
    }
    expect([links, (await stored()).linkOpenedAt]).toEqual([[], t0]);
  });

  test('that works once is replaced when the candidate comes again later, and all are asked about', async () => {
    await given(invited);
    const account = accountAt(single);
    expect(await openLink(parts(), account, id)).toEqual({ outcome: 'link', link });
    now += limits.linkVisitMs - 1;
    expect(await openLink(parts(), account, id)).toEqual({ outcome: 'link', link });
    now += 1;
    expect(await openLink(parts(), account, id)).toEqual({ outcome: 'link', link: 'https://vendor.example/i/2' });
    expect(await stored()).toMatchObject({ vendorRef: 'ref-2', earlierRefs: ['ref-1'], mailsWanted: 1 });
    expect((await stored()).candidateRefs).toContain('ref-2');
  });

  test('that is replaced again and again leaves the newest few to ask about', async () => {
    await given(invited);
    const account = accountAt(single);
    for (let visit = 0; visit <= limits.invitationsOfInterview + 5; visit += 1) {
      await openLink(parts(), account, id);
      now += limits.linkVisitMs;
    }
    const { earlierRefs = [], vendorRef } = await stored();
    expect(earlierRefs).toHaveLength(limits.invitationsOfInterview);
    expect([earlierRefs.at(-1), vendorRef]).toEqual([
      `ref-${limits.invitationsOfInterview + 5}`,
      `ref-${limits.invitationsOfInterview + 6}`,
    ]);
  });

  test('is made once for two visits at once', async () => {
    await given({ ...invited, linkOpenedAt: t0 - day });
    const account = accountAt(single);
    const visits = await Promise.all([openLink(parts(), account, id), openLink(parts(), account, id)]);
    const renewed = { outcome: 'link', link: 'https://vendor.example/i/2' };
    expect([visits, links]).toEqual([[renewed, renewed], ['invited']]);
  });

  test('waits for a worker that polls meanwhile', async () => {
    await given({ ...invited, linkOpenedAt: t0 - day });
    const poll = (await store.acquire(id, minute))!;
    let sleeps = 0;
    const sleep = async () => {
      sleeps += 1;
      if (sleeps === 3) await store.release(poll.lease);
    };
    const opened = await openLink({ ...parts(), sleep }, accountAt(single), id);
    expect([opened, sleeps]).toEqual([{ outcome: 'link', link: 'https://vendor.example/i/2' }, 3]);
  });

  test('is a matter of trying again where a worker does not come to an end within seconds', async () => {
    await given({ ...invited, linkOpenedAt: t0 - day });
    await store.acquire(id, minute);
    await expect(openLink(parts(), accountAt(single), id)).rejects.toMatchObject({ kind: 'busy' });
    expect(now - t0).toBeGreaterThan(1_000);
    expect(now - t0).toBeLessThan(10_000);
    expect([links, (await stored()).candidateLink]).toEqual([[], link]);
  });

  test('stays as it is where the vendor is away, and the interview is free again', async () => {
    await given({ ...invited, linkOpenedAt: t0 - day });
    const away = async () => {
      throw new Failure('vendor-not-reached', 'The vendor is away');
    };
    const account = accountAt({ ...single, invite: away });
    await expect(openLink(parts(), account, id)).rejects.toMatchObject({ kind: 'vendor-not-reached' });
    expect(await stored()).toMatchObject({ vendorRef: 'ref-1', candidateLink: link });
    expect(await store.acquire(id, 1)).toBeDefined();
  });

  test.each<[string, Partial<InterviewRecord>, object]>([
    [
      'of an interview with its result',
      { concluded: { status: 'completed', at: t0 }, ...heardOf(finished) },
      { outcome: 'over', status: 'completed' },
    ],
    [
      'whose candidate waits for the score',
      heardOf(saw({ state: 'finished' })),
      { outcome: 'over', status: 'completed' },
    ],
    [
      'that was cancelled',
      { cancellation: { at: t0, endsInterview: true, tries: 0, nextAt: t0, isOver: true } },
      { outcome: 'over', status: 'cancelled' },
    ],
    ['whose time is over', { createdAt: t0 - 14 * day }, { outcome: 'over', status: 'expired' }],
  ])('leads nowhere %s', async (_, change, outcome) => {
    await given({ ...invited, ...change });
    expect(await openLink(parts(), accountAt(single), id)).toEqual(outcome);
    expect(links).toEqual([]);
  });

  test('is unknown where the vendor gave none', async () => {
    await given();
    expect(await openLink(parts(), accountAt(single), id)).toEqual({ outcome: 'no-link' });
    expect(await openLink(parts(), accountAt(single), 'main_0000000000000002')).toBeUndefined();
  });
});

function heardOf(observation: Parameters<typeof heard>[1][number]): Pick<InterviewRecord, 'attempts'> {
  return { attempts: heard(givenRecord({ id }), [observation]).attempts };
}

describe('a candidate whom the mail did not reach', () => {
  test('has no result, no decline and no end of time', async () => {
    await given({ candidateLink: link, mailsWanted: 1, deliveries: { 'mail/invitation': bounced } });
    await workUntil(accountAt(), t0 + 30 * day);
    expect(sent).toEqual([]);
    await workUntil(accountAt(), t0 + 400 * day);
    expect(await store.read(id)).toBeUndefined();
  });

  test('counts like any other once there is an attempt', async () => {
    await given({ candidateLink: link, mailsWanted: 1, deliveries: { 'mail/invitation': bounced }, ...heardOf(saw()) });
    await workUntil(accountAt(), t0 + 30 * day);
    expect(sent).toEqual(['expired']);
  });
});

describe('a result that the vendor may change', () => {
  test('is asked about once a day for five days', async () => {
    const polls: number[] = [];
    const fetch = async () => {
      polls.push((now - t0) / day);
      return [finished];
    };
    await given({ ...heardOf(finished) });
    const account = accountAt({ fetch });
    const asking = { ...account, policy: { ...policy, asksAfterResultMs: limits.resultPolledMs } };
    await workUntil(asking, t0 + 30 * day);
    expect(polls).toEqual([1, 2, 3, 4, 5]);
    expect(sent).toEqual(['completed']);
  });

  test('has fields that are reported to the vendor once each, and not for ever', async () => {
    const complaints: string[] = [];
    const complain = async (_: unknown, fields: readonly string[]) => {
      complaints.push(...fields);
      throw new Failure('vendor-unclear', 'The vendor did not listen');
    };
    let polls = 0;
    const names = () => Array.from({ length: 12 }, (_, i) => `field-${12 * polls + i}`);
    const fetch = async () => {
      polls += 1;
      return [saw({ source: 'fetch', at: now, ignored: ['score', ...names()] })];
    };
    await given();
    await workUntil(accountAt({ fetch, complain }), t0 + 13 * day);
    expect(polls).toBeGreaterThan(6);
    expect(complaints.filter((name) => name === 'score')).toHaveLength(1);
    expect(new Set(complaints).size).toBe(complaints.length);
    expect(complaints).toHaveLength(limits.complaintsOfInterview);
  });
});

describe('an answer that cannot be read', () => {
  const unreadable = (unread: string[]) =>
    new Failure('vendor-unclear', 'The vendor gave an unreadable answer', { unread });
  let complaints: [ref: string | undefined, unread: readonly string[]][];
  const complain: Vendor['complain'] = async ({ ref }, unread) => void complaints.push([ref, unread]);

  beforeEach(() => {
    complaints = [];
  });

  test('to an invitation is reported once, although it is made again', async () => {
    let invitations = 0;
    const invite = async () => {
      invitations += 1;
      throw unreadable(['their_id']);
    };
    await given({ invitation: { state: 'wanted', until: t0 + minute, round: 0 } });
    await workOff(accountAt({ invite, complain }));
    const { version, record } = (await store.read(id))!;
    expect(record).toMatchObject({ invitation: { state: 'unclear' }, complaints: ['their_id'] });
    const again = { ...record, invitation: { state: 'inviting', until: t0 + minute, round: 1 } } as const;
    await store.save(again, version, { dueAt: now });
    await workOff(accountAt({ capabilities: { createTwice: 'same' }, invite, complain }));
    expect([invitations, complaints]).toEqual([2, [[undefined, ['their_id']]]]);
  });

  test('to a poll is reported once, and what else is found later too', async () => {
    const answers = [['status'], ['status'], ['status', 'score']];
    const fetch = async () => {
      const unread = answers.shift();
      if (unread) throw unreadable(unread);
      return [saw({ source: 'fetch', at: now, ignored: ['score', 'page'] })];
    };
    await given({ vendorRef: '77' });
    await workUntil(accountAt({ fetch, complain }), t0 + 13 * day);
    expect(answers).toEqual([]);
    expect(complaints).toEqual([
      ['77', ['status']],
      ['77', ['score']],
      ['77', ['page']],
    ]);
    expect((await stored()).complaints).toEqual(['status', 'score', 'page']);
  });

  test('is not reported where it could not be kept that it was', async () => {
    await given({ vendorRef: '77' });
    const fetch = async () => {
      now += minute;
      throw unreadable(['status']);
    };
    now = t0 + 13 * day;
    await workOff(accountAt({ fetch, complain }));
    expect([complaints, (await stored()).complaints]).toEqual([[], undefined]);
  });

  test('is kept by no record where the vendor does not want to hear of it', async () => {
    const fetch = async () => {
      throw unreadable(['status']);
    };
    await given();
    await workUntil(accountAt({ fetch }), t0 + 13 * day);
    expect((await stored()).complaints).toBeUndefined();
  });
});

describe("a webhook that has the vendor's page of a result", () => {
  const url = 'https://vendor.example/results/a';
  const about = { candidateRef: 'a', templateId: 'template-1' };
  const page = { event: 'processed', ...about, resultPage: { attemptId: 'a', url } };
  const done = (change: Partial<Observation> = {}) =>
    saw({ source: 'fetch', at: now, state: 'finished', isSubmitted: true, final: 'completed', ...change });
  const receive = (reading: WebhookReading) => {
    const { store: kept, wakeUp, now: clock, emit } = parts();
    return receiveWebhooks({ store: kept, wakeUp, now: clock, emit })(accountAt(), reading);
  };

  /** Found by the reference that the vendor gave with the invitation. */
  async function givenInvited(change: Partial<InterviewRecord> = {}): Promise<void> {
    await given(change);
    const { version, record } = (await store.read(id))!;
    await store.save({ ...record, vendorRef: 'a', candidateRefs: ['a'] }, version, { dueAt: now });
  }

  test('has the result asked for, and the page stays with it', async () => {
    await givenInvited();
    expect(await receive(page)).toBe('hinted');
    await workOff(accountAt({ fetch: async () => [done()] }));
    expect(sent).toEqual(['completed']);
    expect(attemptsOf(await stored())).toMatchObject([{ attemptId: 'a', state: 'finished', resultPage: url }]);
  });

  test('and one with a decision keep what the other said, also at the same moment', async () => {
    await givenInvited(heardOf(done()));
    const later = { ...page, resultPage: { attemptId: 'a', url: `${url}/later` } };
    for (const reading of [page, { event: 'status', ...about, decision: true }, later]) await receive(reading);
    expect(attemptsOf(await stored())).toMatchObject([
      { state: 'finished', final: 'completed', decision: true, resultPage: `${url}/later` },
    ]);
    await receive({ event: 'status', ...about, decision: false });
    expect(attemptsOf(await stored())).toMatchObject([{ decision: false, resultPage: `${url}/later` }]);
  });

  test('is a hint like any other when it is sent again', async () => {
    await givenInvited(heardOf(done()));
    await receive(page);
    const { attempts } = await stored();
    now += minute;
    expect(await receive(page)).toBe('hinted');
    expect(await stored()).toMatchObject({ attempts, polled: { hintedAt: now } });
  });

  test('is a hint where the record has no room for the page', async () => {
    const remarks = [{ label: 'Notes', value: 'x'.repeat(limits.recordBytes) }];
    const earlier = Array.from({ length: 8 }, (_, i) => saw({ attemptId: `earlier-${i}`, at: t0 - 1 }));
    await givenInvited({ attempts: heard(givenRecord({ id }), [...earlier, done({ remarks })]).attempts });
    expect(await receive(page)).toBe('hinted');
    expect(attemptsOf(await stored()).some(({ resultPage }) => resultPage !== undefined)).toBe(false);
    expect((await stored()).polled.hintedAt).toBe(now);
  });
});

describe('a decision that names no attempt', () => {
  const reading = { event: 'status', decision: true, email: 'ana@example.test', templateId: 'template-1' };
  const receive = () => {
    const { store: kept, wakeUp, now: clock, emit } = parts();
    return receiveWebhooks({ store: kept, wakeUp, now: clock, emit })(accountAt(), reading);
  };

  test('is about the newest finished one', async () => {
    await given({ ...heardOf(finished), concluded: { status: 'completed', at: t0 } });
    now += minute;
    expect(await receive()).toBe('observed');
    expect((await stored()).attempts.a?.observed.webhook).toMatchObject({ decision: true });
  });

  test('is a hint where nothing has been finished, and the vendor has no name for it', async () => {
    await given();
    expect(await receive()).toBe('hinted');
  });

  test('that comes before the result waits for it, and has it asked for', async () => {
    await given({ vendorRef: 'a' });
    expect(await receive()).toBe('observed');
    const fetch = async () => [
      saw({ source: 'fetch', at: now, state: 'finished', isSubmitted: true, final: 'completed' }),
    ];
    now += minute;
    await workOff(accountAt({ fetch }));
    expect(sent).toEqual(['completed']);
    expect(attemptsOf(await stored())).toMatchObject([{ attemptId: 'a', state: 'finished', decision: true }]);
  });

  test('is not about an interview that is still open', async () => {
    await given({ ...heardOf(finished), concluded: { status: 'completed', at: t0 } });
    const other = givenRecord({ id: 'main_0000000000000002', origin: { door: 'provider', key: 'other' } });
    await store.create(other, { dueAt: now });
    now += minute;
    expect(await receive()).toBe('observed');
    expect((await stored()).attempts.a?.observed.webhook).toMatchObject({ decision: true });
  });
});
