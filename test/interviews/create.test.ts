import { beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { type CreateRequest, createInterviews } from '../../src/interviews/create.ts';
import type { Invitation, Invited, Vendor } from '../../src/interviews/ports/vendor.ts';
import type { Account, InterviewStore } from '../../src/interviews/ports.ts';
import type { InterviewRecord } from '../../src/interviews/record.ts';
import { work } from '../../src/interviews/work.ts';
import { limits } from '../../src/limits.ts';
import { openCircuits } from '../../src/outbox/circuits.ts';
import { originOf } from '../../src/workable/contract.ts';
import { createMemoryStore, type MemoryStore, type StorePort, waitingFor } from '../../testing/memory-store.ts';
import { withoutLimit } from '../../testing/unlimited.ts';
import { givenCapabilities, givenRecord, heard, policy, saw, t0 } from './given.ts';

const leaseMs = 20_000;
const candidate = { firstName: 'Ana', email: 'ana@example.test' };
const request: CreateRequest = { templateId: 'template-1', origin: originOf('https://workable.test/1'), candidate };
const other: CreateRequest = { ...request, templateId: 'template-2', origin: originOf('https://workable.test/2') };

let now: number;
let memory: MemoryStore;
let store: StorePort;
/** What the store and the vendor are asked, in order. */
let calls: string[];
/** Templates at which the vendor has invited, oldest first. */
let invited: string[];
let tellVendor: (invitation: Invitation) => Promise<void>;
let ids: number;
/** What is different about the vendor. */
let changes: { [Name in keyof Vendor]?: Vendor[Name] | undefined };

beforeEach(() => {
  now = t0;
  memory = createMemoryStore(() => now);
  store = noted(waitingFor<StorePort>(memory.calls));
  [calls, invited, ids] = [[], [], 0];
  tellVendor = accept;
  changes = {};
});

function noted<Port extends object>(port: Port): Port {
  return new Proxy(port, {
    get(target, name, receiver) {
      const method = Reflect.get(target, name, receiver) as (...args: unknown[]) => unknown;
      return (...args: unknown[]) => {
        calls.push(String(name));
        return method(...args);
      };
    },
  });
}

async function accept({ templateId }: Invitation): Promise<void> {
  invited.push(templateId);
}

/** A separate process, with some of the store's answers changed. */
function startProcess(answers: Partial<InterviewStore> = {}) {
  const { create, account } = openProcess(answers);
  return (wanted = request) => create(account, wanted);
}

function openProcess(answers: Partial<InterviewStore> = {}) {
  const calls = noted({
    async invite(invitation: Invitation): Promise<Invited> {
      await tellVendor(invitation);
      return { ref: 'ref-1', link: 'https://vendor.test/1', isEmailed: true };
    },
    find: async ({ templateId }: Invitation) => (invited.at(-1) === templateId ? { isEmailed: true } : undefined),
  });
  const vendor: Vendor = Object.assign(Object.create(calls), {
    name: 'vendor',
    capabilities: givenCapabilities,
    exclusiveKey: ({ candidate: { email } }: Invitation) => email,
    ...changes,
  });
  const account: Account = {
    name: 'main',
    policy,
    vendor,
    destinations: [],
  };
  const clock = () => now;
  const parts = {
    store: Object.assign(Object.create(store), answers) as StorePort,
    now: clock,
    monotonic: clock,
    random: () => 0,
    emit: () => undefined,
    within: withoutLimit,
  };
  const workParts = { ...parts, circuits: openCircuits(parts) };
  const create = createInterviews({
    ...workParts,
    newId: () => {
      ids += 1;
      return `main_${String(ids).padStart(16, '0')}`;
    },
    newKey: () => 'key',
    sleep: async (ms) => {
      now += ms;
    },
  });
  return { account, create, workOff: () => work(workParts, account, stored().id) };
}

/** A process that is asked to create dies while it waits for an answer of the store; resolves once it is dead. */
function diesAt(call: 'createLeased' | 'save'): Promise<void> {
  return new Promise((died) => {
    const die = (): Promise<never> => {
      died();
      return new Promise(() => undefined);
    };
    const answers: Pick<InterviewStore, typeof call> = {
      createLeased(...args) {
        if (call !== 'createLeased') return store.createLeased(...args);
        memory.calls.createLeased(...args);
        return die();
      },
      // Nothing is saved.
      save: die,
    };
    void startProcess(answers)();
  });
}

function stored({ origin } = request): InterviewRecord {
  return memory.calls.findByOrigin('main', origin)?.record ?? expect.fail('it is not stored');
}

describe('a create', () => {
  test('asks the store twice and the vendor once', async () => {
    await startProcess()();
    expect(calls).toEqual(['createLeased', 'invite', 'save', 'release']);
    expect(stored().invitation).toEqual({ state: 'invited', at: t0, round: 1 });
  });

  test('asks the vendor once for a person who was invited to others before', async () => {
    const create = startProcess();
    await create(other);
    calls.length = 0;
    await create();
    expect(calls).toEqual(['createLeased', 'invite', 'save', 'release']);
  });

  test('says that the vendor is being called before it is', async () => {
    tellVendor = async (invitation) => {
      expect(stored().invitation).toEqual({ state: 'inviting', until: t0 + limits.createWaitMs, round: 0 });
      await accept(invitation);
    };
    await startProcess()();
    expect(invited).toEqual(['template-1']);
  });

  test('gives the person back with a refusal', async () => {
    tellVendor = async () => {
      throw new Failure('vendor-refused', 'no');
    };
    await expect(startProcess()()).rejects.toMatchObject({ kind: 'vendor-refused' });
    expect(stored().invitation).toMatchObject({ state: 'not-invited', round: 1 });
    expect(memory.calls.acquirePerson('main', candidate.email, 1)).toBeDefined();
  });

  test('is stored as waiting while another process calls the vendor about the person', async () => {
    const lease = memory.calls.acquirePerson('main', candidate.email, leaseMs) ?? expect.fail('no lease');
    let before: InterviewRecord['invitation'] | undefined;
    const create = startProcess({
      read: async (id) => {
        before ??= stored().invitation;
        memory.calls.release(lease);
        return memory.calls.read(id);
      },
    });
    await create();
    expect(before).toEqual({ state: 'wanted', until: t0 + limits.createWaitMs, round: 0 });
    expect(invited).toEqual(['template-1']);
    expect(now - t0).toBeLessThan(1000);
  });
});

test('what the vendor gives for an invitation is kept', async () => {
  await startProcess()();
  expect(stored()).toMatchObject({ vendor: 'vendor', vendorRef: 'ref-1', candidateLink: 'https://vendor.test/1' });
});

describe('a vendor that takes any number of invitations at once', () => {
  beforeEach(() => {
    Object.assign(changes, { exclusiveKey: undefined });
  });

  test('is called although another process invites the person', async () => {
    memory.calls.acquirePerson('main', candidate.email, limits.createWaitMs);
    await startProcess()();
    expect(invited).toEqual(['template-1']);
    expect(now - t0).toBe(0);
  });

  test('is called once that is written down', async () => {
    tellVendor = async (invitation) => {
      expect(stored().invitation.state).toBe('inviting');
      await accept(invitation);
    };
    await startProcess()();
    expect(stored().invitation).toEqual({ state: 'invited', at: t0, round: 1 });
  });
});

describe('an unknown outcome at a vendor that cannot be searched', () => {
  const loseAnswer = async (invitation: Invitation) => {
    await accept(invitation);
    throw new Failure('vendor-unclear', 'The vendor did not answer');
  };

  test('waits for a person where another invitation would be mailed again', async () => {
    changes = { find: undefined };
    tellVendor = loseAnswer;
    await expect(startProcess()()).rejects.toMatchObject({ kind: 'vendor-unclear' });
    tellVendor = accept;
    const again = { kind: 'vendor-unclear', message: 'It is not known whether the vendor invited this candidate' };
    await expect(startProcess()()).rejects.toMatchObject(again);
    await openProcess().workOff();
    expect([invited, stored().invitation.state]).toEqual([['template-1'], 'unclear']);
    // Others of the same person do not wait for it.
    await startProcess()(other);
    expect(invited).toEqual(['template-1', 'template-2']);
  });

  test('is resolved by inviting again where that is the same invitation', async () => {
    changes = { find: undefined, capabilities: { ...givenCapabilities, createTwice: 'same' } };
    tellVendor = loseAnswer;
    await expect(startProcess()()).rejects.toMatchObject({ kind: 'vendor-unclear' });
    tellVendor = accept;
    await startProcess()();
    expect([invited, stored().invitation.state]).toEqual([['template-1', 'template-1'], 'invited']);
  });

  test('is proven by an attempt', async () => {
    changes = { find: undefined };
    tellVendor = loseAnswer;
    await expect(startProcess()()).rejects.toMatchObject({ kind: 'vendor-unclear' });
    const { record, version } = memory.calls.read(stored().id) ?? expect.fail('it is gone');
    memory.calls.save(heard(record, [saw()]), version, { dueAt: now });
    await startProcess()();
    expect(invited).toEqual(['template-1']);
  });
});

test('an interview of an earlier vendor is not made at the one that the account has now', async () => {
  await diesAt('createLeased');
  now += leaseMs;
  changes = { name: 'another' };
  await openProcess().workOff();
  expect([invited, stored().invitation.state]).toEqual([[], 'unclear']);
});

describe('an invitation whose process died', () => {
  test('before the vendor was called is made by a worker, once the lease has run out', async () => {
    await diesAt('createLeased');
    await openProcess().workOff();
    expect(invited).toEqual([]);
    now += leaseMs;
    await openProcess().workOff();
    expect([invited, stored().invitation.state]).toEqual([['template-1'], 'invited']);
  });

  test('after the vendor was called is found by a worker', async () => {
    await diesAt('save');
    now += leaseMs;
    await openProcess().workOff();
    expect([invited, stored().invitation.state]).toEqual([['template-1'], 'invited']);
  });

  test('is not made once it was given up, until it is wanted again', async () => {
    await diesAt('createLeased');
    now += limits.createWaitMs + 1;
    await openProcess().workOff();
    expect([invited, stored().invitation]).toMatchObject([[], { state: 'not-invited', failure: { kind: 'busy' } }]);
    await startProcess()();
    expect(invited).toEqual(['template-1']);
  });

  test('is found although it was given up', async () => {
    await diesAt('save');
    now += limits.createWaitMs + 1;
    await openProcess().workOff();
    expect([invited, stored().invitation.state]).toEqual([['template-1'], 'invited']);
  });
});

describe('a process that died', () => {
  test('before it called the vendor is followed by one that searches first, after the lease', async () => {
    await diesAt('createLeased');
    calls.length = 0;
    await startProcess()();
    expect(invited).toEqual(['template-1']);
    expect(now - t0).toBeGreaterThanOrEqual(leaseMs);
    expect(calls.filter((call) => ['find', 'invite'].includes(call))).toEqual(['find', 'invite']);
  });

  test('after it called the vendor is followed by one that does not invite again', async () => {
    await diesAt('save');
    await startProcess()();
    expect(invited).toEqual(['template-1']);
    expect(stored().invitation.state).toBe('invited');
  });

  test('is asked about before the person is invited elsewhere, and found', async () => {
    await diesAt('save');
    now += leaseMs;
    await startProcess()(other);
    expect(stored().invitation.state).toBe('invited');
    await startProcess()();
    expect(invited).toEqual(['template-1', 'template-2']);
  });
});

test('an interview that an attempt proves while the vendor is searched for another one is not invited again', async () => {
  memory.calls.create(
    givenRecord({
      id: 'main_9999999999999999',
      templateId: 'template-9',
      invitation: { state: 'inviting', until: t0 + 1, round: 0 },
    }),
    { dueAt: now },
  );
  const create = startProcess({
    save: async (record, version, save) => {
      if (stored().invitation.state === 'inviting') {
        memory.calls.save(heard(stored(), [saw()]), 1, { dueAt: now });
      }
      return memory.calls.save(record, version, save);
    },
  });
  await create();
  expect(invited).toEqual([]);
  expect(stored().invitation.state).toBe('invited');
  expect(memory.calls.acquirePerson('main', candidate.email, 1)).toBeDefined();
});

test.each([
  ['shorter than it may, is finished', -50, ['template-1', 'template-2']],
  ['too long, is refused, and the vendor is not called', 50, []],
])('a create that has waited for another process, or in the queue, %s', async (_what, more, expected) => {
  memory.calls.acquirePerson('main', candidate.email, limits.createWaitMs + more);
  const create = startProcess();
  const outcomes = await Promise.allSettled([create(), create(other)]);
  expect(invited).toEqual(expected);
  const isFinished = expected.length > 0;
  expect(outcomes).toMatchObject(
    outcomes.map(() => (isFinished ? { status: 'fulfilled' } : { status: 'rejected', reason: { kind: 'busy' } })),
  );
});

describe('a process that stood still for longer than its lease', () => {
  test('does not tell the vendor any more', async () => {
    const create = startProcess({
      createLeased: async (...args) => {
        const answer = memory.calls.createLeased(...args);
        now += leaseMs;
        return answer;
      },
    });
    await expect(create()).rejects.toMatchObject({ kind: 'busy' });
    expect(calls).not.toContain('invite');
  });

  test('leaves the unknown outcome to the process that calls the vendor now', async () => {
    tellVendor = async () => {
      now += leaseMs;
      memory.calls.acquirePerson('main', candidate.email, leaseMs);
      throw new Failure('vendor-refused', 'no');
    };
    await expect(startProcess()()).rejects.toMatchObject({ kind: 'vendor-refused' });
    expect(stored().invitation).toEqual({ state: 'inviting', until: t0 + limits.createWaitMs, round: 0 });
  });

  test('writes down what the vendor accepted', async () => {
    tellVendor = async (invitation) => {
      now += leaseMs;
      await accept(invitation);
    };
    await startProcess()();
    expect(stored().invitation.state).toBe('invited');
  });
});
