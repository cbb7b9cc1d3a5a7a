import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSpiClock } from '../../../../sandbox/workable-spi/clock.ts';
import { createWorkableSpi, type WorkableSpi } from '../../../../sandbox/workable-spi/server.ts';
import type { Context, Timeline } from '../../../../src/applications/context.ts';
import type { Entry } from '../../../../src/applications/entries.ts';
import { type ApplicationRecord, type Enrolment, newApplication } from '../../../../src/applications/record.ts';
import { type HttpClient, openHttpClient } from '../../../../src/http/request.ts';
import { viewAttempt } from '../../../../src/interviews/attempt.ts';
import {
  type DeliveryWork,
  type WriteOf,
  type WriteParts,
  writeDocument,
} from '../../../../src/interviews/write-document.ts';
import { type DeliveryState, isWanted, nextTryAt } from '../../../../src/outbox/delivery.ts';
import { type Destination, deliveryKey } from '../../../../src/outbox/destination.ts';
import { createSpiClient } from '../../../../src/workable/api/client.ts';
import { createComments } from '../../../../src/workable/stages/destinations/comments.ts';
import { createGate } from '../../../../src/workable/stages/destinations/gate.ts';
import { createMembers } from '../../../../src/workable/stages/destinations/member.ts';
import { parseRef } from '../../../../src/workable/stages/entries/ref.ts';
import { withoutLimit } from '../../../../testing/unlimited.ts';
import { givenRecord, heard, policy, saw } from '../../../interviews/given.ts';

let now = Date.UTC(2026, 2, 10, 9);
let spi: WorkableSpi;
/** Whether the vendor has written down what was said. */
let hasTranscript = true;
let http: HttpClient;
beforeAll(async () => {
  spi = await createWorkableSpi({ clock: createSpiClock({ base: () => now }) });
  http = openHttpClient({ connectTimeoutMs: 3000, maxSockets: 4 });
});
afterAll(async () => {
  http.close();
  await spi.close();
});

class Crash extends Error {}

/** The comments of one result, or of what was said, whose process dies at one step: before or after a save or a call. */
function startWriting(candidateId: string, dieAt: number, key: 'result' | 'transcript' = 'result') {
  let steps = 0;
  let deliveries: Record<string, DeliveryState> = {};
  let score = 50;
  const step = () => {
    steps += 1;
    if (steps === dieAt) throw new Crash();
  };
  const comments = dying(commentsOf(), step);

  return {
    deliveries: () => deliveries,
    /** What is to be said changes. */
    scoreIs(next: number): void {
      score = next;
    },
    /** Works as processes do, one after the other, until nothing is due; or until the first one dies. */
    async work({ stopsAtCrash = false } = {}): Promise<void> {
      for (let rounds = 0; rounds < 20; rounds += 1) {
        const due = nextWrite();
        if (!due) return;
        const isDead = await writeDocument(parts, workOf(), due).then(
          () => false,
          (error: unknown) => {
            if (!(error instanceof Crash)) throw error;
            return true;
          },
        );
        now += 31_000;
        if (isDead && stopsAtCrash) return;
      }
      throw new Error('It is never done');
    },
  };

  function timeline(): Timeline {
    const record = heard(givenRecord(), [
      saw({ state: 'finished', isSubmitted: true, score: { points: score, of: 100 } }),
    ]);
    const attempt = viewAttempt(Object.values(record.attempts)[0] as never);
    const outcome = { status: 'completed' as const, attempt, attempts: [] } as never;
    const enrolment: Enrolment = { number: 1, ...place, templateId: 't', since: now, at: now, returns: 0 };
    const entry = { key, enrolment, known: { record, outcome }, outcome, isLate: false } as Entry;
    return { record: { ...application(candidateId), enrolments: [enrolment], deliveries }, entries: [entry], context };
  }

  function nextWrite(): WriteOf<Timeline> | undefined {
    const subject = timeline();
    return comments.documents(subject).flatMap((document) => {
      const state = deliveries[deliveryKey(comments, document)] ?? {};
      const isDue = isWanted(state, document) && nextTryAt(state, document, now) <= now;
      return isDue ? { destination: comments, document, subject } : [];
    })[0];
  }

  function workOf(): DeliveryWork<Timeline, WriteOf<Timeline> | 'wait'> {
    return {
      id: 'acme_application.1',
      where: { account: 'acme' },
      account: { name: 'acme', policy },
      turn: { circuitStates: {}, leasedAt: 0, closedTo: new Set() },
      state: (key) => deliveries[key] ?? {},
      async save(key, change) {
        step();
        deliveries = { ...deliveries, [key]: change(deliveries[key] ?? {}) };
        step();
        return nextWrite() ?? 'wait';
      },
      writeIn: (next) => (next === 'wait' ? undefined : next),
      replan: () => 'wait',
      release: async () => undefined,
      call: async ({ destination, document, subject }) => ({
        result: await withoutLimit(1000, ({ signal }) => destination.write(subject, document, { signal })),
        gaveWay: false,
      }),
    };
  }
}

const place = { job: '9CD658E13E', stage: 'ai-interview' };

const context: Context = {
  trigger: () => undefined,
  hasTrigger: () => true,
  job: () => 'open',
  parkedUntil: () => undefined,
  stageName: (_, slug) => slug,
  interviews: new Map(),
  templates: new Map(),
};

const parts: WriteParts = {
  circuits: {
    passFor: async () => ({ pause: undefined }),
    changePause: async () => false,
    noteAnswer: async () => undefined,
  },
  now: () => now,
  monotonic: () => 0,
  random: () => 0,
  emit: () => undefined,
  within: withoutLimit,
};

function application(candidateId: string): ApplicationRecord {
  return newApplication({ id: `acme_application.${candidateId}`, account: 'acme', candidateId, againKey: 'k' }, now);
}

function commentsOf(): Destination<Timeline> {
  const client = createSpiClient({
    http,
    address: { apiUrl: spi.url },
    tokens: [spi.token],
    userAgent: 'interview-bridge/test',
    limiter: { run: async (_turn, send) => ({ answer: await send(), nextWindowAt: now }) },
  });
  const email = spi.member.email;
  const parking = { refuse: async () => now, allow: async () => undefined, isRefused: async () => false };
  return createComments({
    client,
    gate: createGate({ parking, account: 'acme', member: email, now: () => now }),
    members: createMembers({ client, email, now: () => now }),
    settings: {
      vendorTitle: 'Vendor',
      vendorMails: true,
      bridgeMails: false,
      opensForMs: 1,
      excelledFrom: 85,
      reportUrl: () => 'https://bridge.test/reports/1',
      hasTranscript: () => hasTranscript,
      transcriptUrl: () => 'https://bridge.test/reports/1/transcript',
      candidateUrl: () => undefined,
      againUrl: () => 'https://bridge.test/again/1',
    },
    policies: { result: ['admin'], other: ['admin'] },
    loadTranscript: async () => ({ turns: [{ speaker: 'candidate', text: 'I live near.' }], isCut: false }),
    now: () => now,
  });
}

function dying(destination: Destination<Timeline>, step: () => void): Destination<Timeline> {
  return {
    ...destination,
    async write(...given) {
      step();
      const result = await destination.write(...given);
      step();
      return result;
    },
  };
}

/** The keys and numbers of all results, oldest first, with their scores. */
function resultsOf(id: string): string[] {
  return spi.comments(id).map(({ body }) => {
    const { key, n } = parseRef(body ?? '') ?? {};
    return `${key} ${n}: ${body?.match(/\d+ %/)?.[0]}`;
  });
}

const everyStep = Array.from({ length: 9 }, (_, i) => i);

test.each(everyStep)('a process that dies at step %i leaves the result there once', async (dieAt) => {
  const { id } = spi.people.create();
  const writing = startWriting(id, dieAt);
  await writing.work();
  expect(resultsOf(id)).toEqual(['result 1: 50 %']);
  writing.scoreIs(60);
  await writing.work();
  expect(resultsOf(id)).toEqual(['result 1: 50 %', 'result 2: 60 %']);
  expect(Object.values(writing.deliveries())[0]?.inFlight).toBeUndefined();
});

test.each(everyStep)('a correction whose process dies at step %i, and which is taken back', async (dieAt) => {
  const { id } = spi.people.create();
  // The first result takes six steps.
  const writing = startWriting(id, 6 + dieAt);
  await writing.work();
  writing.scoreIs(60);
  await writing.work({ stopsAtCrash: true });
  writing.scoreIs(50);
  await writing.work();
  const wasSaid = spi.comments(id).length > 1;
  expect(resultsOf(id)).toEqual(wasSaid ? ['result 1: 50 %', 'result 2: 60 %', 'result 3: 50 %'] : ['result 1: 50 %']);
  expect(Object.values(writing.deliveries())[0]?.inFlight).toBeUndefined();
});

test.each(everyStep)('a process that dies at step %i leaves what was said there once', async (dieAt) => {
  const { id } = spi.people.create();
  const writing = startWriting(id, dieAt, 'transcript');
  await writing.work();
  expect(spi.comments(id).map(({ body }) => parseRef(body ?? ''))).toMatchObject([{ key: 'transcript', n: 1 }]);
  expect(spi.comments(id)[0]?.body).toContain('Candidate: I live near.');
  expect(Object.values(writing.deliveries())[0]?.inFlight).toBeUndefined();
});

test('that there is something to read by now is no news of a result', async () => {
  const { id } = spi.people.create();
  const writing = startWriting(id, -1);
  hasTranscript = false;
  await writing.work();
  hasTranscript = true;
  await writing.work();
  expect(resultsOf(id)).toEqual(['result 1: 50 %']);
});
