import { beforeEach, expect, test } from 'vitest';
import type { Known } from '../../src/interviews/plan.ts';
import type { Vendor } from '../../src/interviews/ports/vendor.ts';
import type { Account } from '../../src/interviews/ports.ts';
import { receiveWebhooks } from '../../src/interviews/receive.ts';
import { invitationMail } from '../../src/interviews/record.ts';
import { work } from '../../src/interviews/work.ts';
import { openCircuits } from '../../src/outbox/circuits.ts';
import type { Destination, WriteOptions, WriteResult } from '../../src/outbox/destination.ts';
import { createMemoryStore, type StorePort, waitingFor } from '../../testing/memory-store.ts';
import { withoutLimit } from '../../testing/unlimited.ts';
import { callbackTo, givenCapabilities, givenRecord, policy, saw, t0 } from './given.ts';

const id = 'main_0000000000000001';
const unsent: WriteResult = { outcome: 'try-again', isUnsent: true, answer: { error: 'ended' } };
const scored = saw({ state: 'finished', isSubmitted: true, score: { points: 7, of: 10 } });

let store: StorePort;
/** What left and what was asked, in order. */
let calls: string[];
/** What the mail server does with each mail. */
let mail: (options: WriteOptions) => Promise<WriteResult>;
/** How often the record was looked at while a mail was on its way. */
let looks: number;

beforeEach(async () => {
  store = waitingFor(createMemoryStore(() => t0).calls);
  calls = [];
  looks = 0;
  const record = givenRecord({ id, candidateLink: 'https://vendor.example/i/1', mailsWanted: 1 });
  await store.create(record, { dueAt: t0 });
});

const account: Account = {
  name: 'main',
  policy,
  vendor: {
    name: 'vendor',
    capabilities: givenCapabilities,
    fetch: async () => {
      calls.push('poll');
      return [];
    },
  } as Partial<Vendor> as Vendor,
  destinations: [
    callbackTo(async (_, { label }) => {
      calls.push(label);
      return { outcome: 'acknowledged', answer: { status: 200 } };
    }),
    mailTo(),
  ],
};

function mailTo(): Destination<Known> {
  const document = { key: 'invitation', label: 'mail', digest: '1', body: '', isScoreAboveMaximum: false };
  return {
    id: 'mail',
    circuit: 'mail',
    accumulates: true,
    givesWay: true,
    documents: ({ outcome }) => (outcome.status === 'pending' ? [{ ...document, outline: () => 1 }] : []),
    write(_subject, _document, options) {
      calls.push('mail');
      return mail(options);
    },
  };
}

function parts() {
  const clock = () => t0;
  const given = { store, now: clock, monotonic: clock, random: () => 0, emit: () => undefined, within: withoutLimit };
  const sleep = async () => {
    looks += 1;
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { ...given, sleep, wakeUp: () => undefined, circuits: openCircuits(given) };
}

const receive = (reading: Parameters<ReturnType<typeof receiveWebhooks>>[1]) =>
  receiveWebhooks(parts())(account, reading);
const hear = (observation = scored) =>
  receive({ event: 'webhook', observation, templateId: 'template-1', externalId: id });

/** Nothing is taken, and the call ends when it is to give way. */
async function silent({ giveWay }: WriteOptions): Promise<WriteResult> {
  await new Promise((resolve) => giveWay?.addEventListener('abort', resolve));
  return unsent;
}

const taken: WriteResult = { outcome: 'acknowledged', answer: { status: 250 } };
const stateOfMail = async () => (await store.read(id))?.record.deliveries[invitationMail];

test('a result that comes while a mail server is silent is sent, and the mail is not', async () => {
  mail = async (options) => {
    await hear();
    return silent(options);
  };
  await work(parts(), account, id);
  await work(parts(), account, id);
  expect([calls, await stateOfMail()]).toEqual([['mail', 'completed'], {}]);
});

test('a hint is followed while a mail server is silent; then the mail is due again, as if it had not been tried', async () => {
  mail = async (options) => {
    await receive({ event: 'hint', externalId: id });
    return silent(options);
  };
  await work(parts(), account, id);
  expect([calls, await stateOfMail()]).toEqual([['mail', 'poll'], {}]);
  mail = async () => taken;
  await work(parts(), account, id);
  expect([calls, await stateOfMail()]).toMatchObject([['mail', 'poll', 'mail'], { acknowledged: { digest: '1' } }]);
});

test('a mail that may have been taken is waited for, and its answer is kept', async () => {
  mail = async ({ giveWay }) => {
    await hear();
    await new Promise((resolve) => giveWay?.addEventListener('abort', resolve));
    return taken;
  };
  await work(parts(), account, id);
  expect([calls, await stateOfMail()]).toMatchObject([['mail', 'completed'], { acknowledged: { digest: '1' } }]);
});

test.each([
  ['nothing is heard', async () => undefined],
  ['what is heard leaves nothing to do', () => hear(saw({ state: 'running' }))],
])('a mail goes on while %s', async (_, happen) => {
  mail = async ({ giveWay }) => {
    await happen();
    const before = looks;
    while (looks < before + 3) await new Promise((resolve) => setImmediate(resolve));
    return giveWay?.aborted ? unsent : taken;
  };
  await work(parts(), account, id);
  expect([calls, await stateOfMail()]).toMatchObject([['mail'], { acknowledged: { digest: '1' } }]);
});

test('a mail to a person who is erased meanwhile ends', async () => {
  mail = async (options) => {
    await store.erase((await store.read(id))!.record);
    return silent(options);
  };
  await work(parts(), account, id);
  expect([calls, await store.read(id)]).toEqual([['mail'], undefined]);
});

test('a store that is away for a moment ends no mail', async () => {
  const { read } = store;
  mail = async () => {
    store.read = () => Promise.reject(new Error('away'));
    const before = looks;
    while (looks < before + 3) await new Promise((resolve) => setImmediate(resolve));
    store.read = read;
    return taken;
  };
  await work(parts(), account, id);
  expect(await stateOfMail()).toMatchObject({ acknowledged: { digest: '1' } });
});
