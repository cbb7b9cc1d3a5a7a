import { Failure } from '../../../src/errors.ts';
import { leaseMs, type Within } from '../../../src/interviews/budgets.ts';
import { createInterviews } from '../../../src/interviews/create.ts';
import type { Concluded } from '../../../src/interviews/plan.ts';
import type { CallOptions, Invitation } from '../../../src/interviews/ports/vendor.ts';
import type { Account } from '../../../src/interviews/ports.ts';
import { receiveWebhooks } from '../../../src/interviews/receive.ts';
import { replay } from '../../../src/interviews/replay.ts';
import { openTurn } from '../../../src/interviews/turn.ts';
import { workOff } from '../../../src/interviews/work.ts';
import { limits } from '../../../src/limits.ts';
import { openCircuits } from '../../../src/outbox/circuits.ts';
import type { Document, WriteResult } from '../../../src/outbox/destination.ts';
import type { MemoryStore, StorePort } from '../../../testing/memory-store.ts';
import { givenCapabilities } from '../../interviews/given.ts';
import type { Caller, Calls } from './calls.ts';
import type { Stage } from './stage.ts';
import type { Vendor } from './vendor.ts';
import { documentsOf, type Workable } from './workable.ts';

export const accountName = 'main';
/** What the calls that poll the vendor begin with. */
export const pollName = 'ask about';

export type Peers = { store: MemoryStore; vendor: Vendor; workable: Workable; wakeUps: string[] };

/** One process of the bridge: the middle as it is, with every call of a port under the scheduler's hand. */
export type BridgeProcess = Caller & {
  account: Account;
  create: ReturnType<typeof createInterviews>;
  receive: ReturnType<typeof receiveWebhooks>;
  /** Claims at most so many, processes them, and resolves to their number. */
  claim: (limit: number, ids: readonly string[]) => Promise<number>;
  replay: (account: Account, id: string) => Promise<boolean>;
};

/** As the real Redis client has it. */
const storeMs = 3000;
/** A Redis that hangs executes and answers late. */
const redisLingersMs = 60_000;

export function startProcess(
  name: string,
  stage: Stage,
  calls: Calls,
  { store, vendor, workable, wakeUps }: Peers,
): BridgeProcess {
  const caller: Caller = { name, frozenUntil: 0 };
  const { moods, draw } = stage;
  const now = () => stage.now;
  const emit = () => undefined;
  /** How long the call of a signal may take. */
  const times = new WeakMap<AbortSignal, number>();
  const port = storePort({ ...store.calls, erase: noteErasure });

  const account: Account = {
    name: accountName,
    policy: stage.policy,
    destinations: [{ id: 'callback', circuit: 'callback', documents: documentsOf, write: put }],
    vendor: {
      name: 'modelled',
      title: 'Modelled',
      capabilities: {
        ...givenCapabilities,
        push: moods.vendorHints ? 'hint' : 'full',
        canAsk: moods.vendorHints ?? 'list',
      },
      listTemplates: async () => ({ templates: [], missing: [], isCut: false }),
      listJobs: async () => [],
      invite(invitation, options) {
        checkWanted(invitation);
        return ask(`invite ${invitation.interviewId}`, options, () => vendor.invite(invitation));
      },
      find: (invitation, options) => ask(`find ${invitation.interviewId}`, options, () => vendor.find(invitation)),
      exclusiveKey: ({ candidate }) => candidate.email,
      fetch: (subject, at, options) =>
        ask(`${pollName} ${subject.interviewId}`, options, () => vendor.fetch(subject, at)),
      fetchDetails: (attemptId, at, options) =>
        ask(`details ${attemptId}`, options, () => vendor.fetchDetails(attemptId, at)),
      makeReport: async () => ({ url: '' }),
      resultPageOf: () => undefined,
      webhookSecrets: [],
      presented: () => [],
      recognise: () => undefined,
      verify: () => undefined,
      read: () => {
        throw new Failure('internal', 'webhooks come as readings');
      },
    },
  };

  /** The scheduler ends calls of ports itself, when their signals would abort. */
  const within: Within = (ms, call) => {
    const { signal } = new AbortController();
    times.set(signal, ms);
    return call({ signal });
  };
  const timeOf = ({ signal }: CallOptions) => times.get(signal) ?? 0;
  const random = () => draw.below(2) / 2;
  const circuits = openCircuits({ store: port, now, random });
  const workParts = { store: port, circuits, now, monotonic: now, random, emit, within };
  return Object.assign(caller, {
    account,
    create: createInterviews({ ...workParts, newId, newKey: () => 'key', sleep }),
    receive: receiveWebhooks({ store: port, wakeUp, now, emit }),
    claim,
    replay: (account: Account, id: string) => replay({ store: port, now }, account, id),
  });

  /** A worker must not continue the invitation once Workable was answered that it failed. */
  function checkWanted({ interviewId }: Invitation): void {
    const callbackUrl = store.calls.read(interviewId)?.record.origin.key ?? '';
    const until = (stage.askedFor.get(callbackUrl) ?? stage.now) + limits.createWaitMs;
    if (stage.now > until) stage.break('what was given up is not invited', interviewId);
  }

  function put({ record }: Concluded, { body }: Document, options: CallOptions): Promise<WriteResult> {
    const callbackUrl = record.origin.key;
    const name = `PUT ${callbackUrl}`;
    stage.counts.puts += 1;
    if (calls.mayReach(name)) stage.break('one PUT of an interview is in flight', callbackUrl);
    return calls.make<WriteResult>(caller, {
      name,
      timeoutMs: timeOf(options),
      reach: () => workable.put(callbackUrl, body),
      unanswered: () => ({ outcome: 'try-again', answer: { error: 'timeout' } }),
      isTroubled: moods.workableFails,
    });
  }

  function ask<Answer>(name: string, options: CallOptions, reach: () => Answer): Promise<Answer> {
    return calls.make(caller, {
      name,
      timeoutMs: timeOf(options),
      reach,
      unanswered: fail('vendor-unclear', 'timeout'),
      isTroubled: moods.vendorFails,
    });
  }

  function noteErasure(...[record, version]: Parameters<StorePort['erase']>): boolean {
    const isGone = store.calls.erase(record, version);
    if (isGone) stage.erased.add(record.origin.key);
    return isGone;
  }

  function storePort(immediate: MemoryStore['calls']): StorePort {
    const methods = Object.entries<(...args: never[]) => unknown>(immediate).map(([name, method]) => [
      name,
      (...args: never[]) =>
        calls.make(caller, {
          name: `store.${name}`,
          timeoutMs: storeMs,
          reach: () => method(...args),
          unanswered: fail('store-unavailable', 'timeout'),
          isTroubled: moods.storeFails,
          lingersMs: redisLingersMs,
        }),
    ]);
    return Object.fromEntries(methods) as StorePort;
  }

  async function claim(limit: number, ids: readonly string[]): Promise<number> {
    const leasedAt = now();
    const { claimed } = await port.claim(accountName, { now: leasedAt, limit, ms: leaseMs, ids });
    await Promise.all(
      claimed.map((leased) => workOff(workParts, openTurn(account, leased, leasedAt), leased.schedule)),
    );
    return claimed.length;
  }

  function wakeUp(id: string): void {
    void calls.make(caller, {
      name: `wake-up ${id}`,
      timeoutMs: 2000,
      reach: () => void wakeUps.push(id),
      unanswered: () => undefined,
    });
  }

  function sleep(ms: number): Promise<void> {
    if (stage.isCalm) stage.now += ms;
    return calls.make(caller, {
      name: 'sleep',
      afterMs: ms,
      timeoutMs: Number.POSITIVE_INFINITY,
      reach: () => undefined,
      unanswered: () => undefined,
    });
  }

  function newId(account: string): string {
    stage.counts.creates += 1;
    return `${account}_${String(stage.counts.creates).padStart(16, '0')}`;
  }
}

function fail(kind: Failure['kind'], message: string): () => never {
  return () => {
    throw new Failure(kind, message);
  };
}
