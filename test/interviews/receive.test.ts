import { describe, expect, test } from 'vitest';
import type { Vendor } from '../../src/interviews/ports/vendor.ts';
import type { Account, InterviewStore, VersionedInterview, WebhookSubjects } from '../../src/interviews/ports.ts';
import { receiveWebhooks, subjectOf } from '../../src/interviews/receive.ts';
import type { InterviewRecord } from '../../src/interviews/record.ts';
import { limits } from '../../src/limits.ts';
import type { SaveResult } from '../../src/records.ts';
import { createMemoryStore, waitingFor } from '../../testing/memory-store.ts';
import { day, givenRecord, heard, policy, saw, t0 } from './given.ts';

const reading = { event: 'interview_update', observation: saw(), templateId: 'template-1' };

function found(id: string, change: Partial<InterviewRecord> = {}): VersionedInterview {
  return { record: givenRecord({ id, ...change }), version: 1 };
}

function foundWithAttempt(id: string): VersionedInterview {
  return { record: heard(givenRecord({ id }), [saw()]), version: 1 };
}

function subject(subjects: Partial<WebhookSubjects>): string | undefined {
  const all = { byExternalId: undefined, byEmail: [], byCandidateRef: undefined, ...subjects };
  return subjectOf(all, reading)?.record.id;
}

describe('a webhook is about', () => {
  const completed = { concluded: { status: 'completed', at: t0 } } as const;
  const expired = { concluded: { status: 'expired', at: t0 } } as const;

  test.each<[string, Partial<WebhookSubjects>, string | undefined]>([
    ['a person unknown to us', {}, undefined],
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
      { byEmail: [found('mailed', completed)], byCandidateRef: found('profiled') },
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

const moved: SaveResult = { outcome: 'moved', circuits: {} };

describe('webhooks about one interview', () => {
  /** Receives them with one answer of the store's changed. */
  async function receiving(save: (saved: () => Promise<SaveResult>) => Promise<SaveResult>) {
    const memory = createMemoryStore(() => t0);
    const store = waitingFor<InterviewStore>(memory.calls);
    const record = givenRecord({ id: 'main_0000000000000001' });
    await store.create(record, { dueAt: t0 });
    const account: Account = {
      name: 'main',
      policy,
      vendor: { name: 'vendor' } as Vendor,
      destinations: [],
    };
    const receive = receiveWebhooks({
      store: Object.assign(Object.create(store), {
        save: (...all: Parameters<InterviewStore['save']>) => save(() => store.save(...all)),
      }) as InterviewStore,
      wakeUp: () => undefined,
      now: () => t0,
      emit: () => undefined,
    });
    return (attemptId = 'a') =>
      receive(account, { ...reading, externalId: record.id, observation: saw({ attemptId, at: t0 }) });
  }

  test('wait for the one that is saved, so many at most; further ones are refused as busy', async () => {
    let letGo = (): void => undefined;
    const isLetGo = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const receive = await receiving(async (save) => {
      await isLetGo;
      return save();
    });
    const taken = Array.from({ length: 1 + limits.webhooksOfInterview }, () => receive());
    await expect(receive()).rejects.toMatchObject({ kind: 'busy' });
    letGo();
    expect(new Set(await Promise.all(taken))).toEqual(new Set(['observed']));
  });

  test('are saved although another process saved first, within the limit of tries', async () => {
    let saves = 0;
    const receive = await receiving(async (save) => {
      saves += 1;
      return saves === limits.savesInARow ? save() : moved;
    });
    expect(await receive()).toBe('observed');
  });

  test('are refused as busy where another process saves first each time', async () => {
    let saves = 0;
    const receive = await receiving(async () => {
      saves += 1;
      return moved;
    });
    await expect(receive()).rejects.toMatchObject({ kind: 'busy' });
    expect(saves).toBe(limits.savesInARow);
  });
});

describe('a webhook without an observation', () => {
  const id = 'main_0000000000000001';
  const hint = { event: 'hint', externalId: id };

  function open(change: Partial<InterviewRecord> = {}, vendor = 'vendor') {
    const clock = { now: t0 };
    const memory = createMemoryStore(() => clock.now);
    memory.calls.create(givenRecord({ id, ...change }), { dueAt: t0 + day });
    const woken: string[] = [];
    const receive = receiveWebhooks({
      store: waitingFor<InterviewStore>(memory.calls),
      wakeUp: (each) => void woken.push(each),
      now: () => clock.now,
      emit: () => undefined,
    });
    const account: Account = { name: 'main', policy, vendor: { name: vendor } as Vendor, destinations: [] };
    return { receive: () => receive(account, hint), read: () => memory.calls.read(id), woken, clock };
  }

  test('has the vendor polled, and says nothing itself', async () => {
    const { receive, read, woken } = open();
    expect(await receive()).toBe('hinted');
    expect(read()?.record).toMatchObject({ polled: { hintedAt: t0 }, attempts: {}, history: [] });
    expect(woken).toEqual([id]);
  });

  test('changes nothing while another one waits for its time, however many come', async () => {
    const { receive, read, clock } = open({ polled: { answeredAt: t0 } });
    for (let i = 0; i < 5; i += 1) {
      clock.now += 1_000;
      expect(await receive()).toBe('hinted');
    }
    expect(read()).toMatchObject({ version: 2, record: { polled: { hintedAt: t0 + 1_000 } } });
  });

  test('counts beside one that is due: a poll that does not see what it is about may have begun', async () => {
    const { receive, read, clock } = open();
    await receive();
    clock.now += 1_000;
    await receive();
    expect(read()?.record.polled).toEqual({ hintedAt: t0 + 1_000 });
  });

  test('is foreign to an account that has another vendor by now', async () => {
    const { receive, read } = open({}, 'another');
    expect(await receive()).toBe('foreign');
    expect(read()?.version).toBe(1);
  });
});
