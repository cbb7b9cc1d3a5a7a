import { describe, expect, test } from 'vitest';
import { patienceMs } from '../../../../src/applications/entries.ts';
import { type ApplicationRecord, newApplication } from '../../../../src/applications/record.ts';
import { Failure, type FailureKind } from '../../../../src/errors.ts';
import type { SpokenTurn } from '../../../../src/interviews/transcript.ts';
import { type LoadTranscript, spokenFor } from '../../../../src/workable/stages/destinations/spoken.ts';

const key = 'comments/transcript:1';
const now = Date.UTC(2026, 2, 10, 9);
const turns: SpokenTurn[] = [{ speaker: 'candidate', text: 'I live near.' }];

/** Its comment has waited for so long. */
function waitedFor(ms: number): ApplicationRecord {
  const made = newApplication({ id: 'acme_application.1', account: 'acme', candidateId: '1', againKey: 'k' }, now - ms);
  const trying = { digest: 'd', since: now - ms, tries: 0, nextAt: now, answer: {} };
  return { ...made, deliveries: { [key]: { trying } } };
}

function spoken(load: LoadTranscript, waitedMs = 0, signal = new AbortController().signal) {
  const result = {} as Parameters<LoadTranscript>[0];
  return spokenFor({ record: waitedFor(waitedMs) }, { load, result, key, signal, now });
}

const fails =
  (kind: FailureKind): LoadTranscript =>
  async () => {
    throw new Failure(kind, 'No');
  };

test('what was said is what the vendor has, however long it has taken', async () => {
  expect(await spoken(async () => ({ turns, isCut: false }), 2 * patienceMs)).toEqual(turns);
});

test('where the vendor has nothing, there is no comment', async () => {
  expect(await spoken(async () => ({ turns: [], isCut: false }))).toEqual({
    outcome: 'refused',
    answer: { error: 'the vendor has no transcript' },
  });
});

describe('a vendor that does not give it', () => {
  test.each<FailureKind>(['vendor-unclear', 'vendor-refused', 'paused'])(
    '(%s) is asked again in a minute',
    async (kind) => {
      expect(await spoken(fails(kind), patienceMs - 1)).toEqual({
        outcome: 'postponed',
        answer: { error: `no transcript from the vendor: ${kind}` },
        until: now + 60_000,
      });
    },
  );

  test('for half an hour has the link do', async () => {
    expect(await spoken(fails('vendor-unclear'), patienceMs)).toEqual([]);
  });

  test('since others are being fetched is asked until it does', async () => {
    expect(await spoken(fails('busy'), 2 * patienceMs)).toMatchObject({ outcome: 'postponed' });
  });

  test('in time is said to be late', async () => {
    const load: LoadTranscript = async (_result, signal) => {
      signal.throwIfAborted();
      return expect.fail('it is not aborted');
    };
    expect(await spoken(load, 0, AbortSignal.abort())).toMatchObject({
      answer: { error: 'no transcript from the vendor: not in time' },
    });
  });
});
