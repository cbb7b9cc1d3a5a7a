import { expect, test } from 'vitest';
import { SpiError } from '../../../src/workable/api/spi-error.ts';
import { compareStages } from '../../../src/workable/stages/compare.ts';
import { type ConnectionRecord, newConnection } from '../../../src/workable/stages/connection.ts';
import { createTriggers } from '../../../src/workable/stages/trigger-index.ts';

type Asked = { next?: string; stage?: string };

/** Compares, as workers do: a piece that fails is tried again. Answers what was asked for, and of which triggers it was all. */
async function comparedWith(answer: (asked: Asked, count: number) => { rows: never[]; next?: string }) {
  const triggers = createTriggers(['one', 'two'].map((stage) => ({ job: 'A1', stage, template: 't', isActive: true })));
  const turn = { record: newConnection({ id: 'x', account: 'acme' }, 0), version: 1 };
  const asked: Asked[] = [];
  const client = {
    async candidates(given: Asked) {
      asked.push(given);
      return answer(given, asked.length);
    },
  };
  const clock = { isKnown: () => false, aheadMs: () => 0 };
  const account = { name: 'acme', connected: { client, clock, triggersWith: () => triggers } };
  const parts = {
    now: () => 1_000,
    monotonic: () => 0,
    isCurrent: () => true,
    connections: { save: async () => ({ outcome: 'saved' }) },
  };
  const call = (_: string, ask: (turn: never) => Promise<unknown>) => ask({} as never);
  let done: readonly string[] = [];
  for (let piece = 0; piece < 20 && !turn.record.tasks.compare?.okAt; piece += 1) {
    done = turn.record.compare?.done ?? done;
    await compareStages(parts as never, Object.assign(turn, { account }) as never, call as never).catch((error) => {
      if (!(error instanceof SpiError)) throw error;
      const { tries = 0 } = turn.record.tasks.compare ?? {};
      const record: ConnectionRecord = turn.record;
      turn.record = { ...record, tasks: { compare: { nextAt: 0, tries: tries + 1 } } };
    });
  }
  return { asked, done, isOver: turn.record.tasks.compare?.okAt !== undefined };
}

const gone = () => new SpiError('gone', 'Workable answered 404', { status: 404 });

test('a list whose next page is gone is begun anew, and read to its end', async () => {
  const { asked, isOver } = await comparedWith(({ next, stage }, count) => {
    if (next !== undefined && count === 2) throw gone();
    return stage === 'one' ? { rows: [], next: 'candidates?since_id=9' } : { rows: [] };
  });
  expect(asked.map(({ next, stage }) => next ?? stage)).toEqual([
    'one',
    'candidates?since_id=9',
    'one',
    'candidates?since_id=9',
    'two',
  ]);
  expect(isOver).toBe(true);
});

test('one whose next page is always gone keeps no other from being compared', async () => {
  const { asked, isOver } = await comparedWith(({ next, stage }) => {
    if (next !== undefined) throw gone();
    return stage === 'one' ? { rows: [], next: 'candidates?since_id=9' } : { rows: [] };
  });
  expect([asked.length, asked.at(-1)?.stage, isOver]).toEqual([9, 'two', true]);
});

test('one whose job is gone is passed over at once', async () => {
  const { asked, isOver } = await comparedWith(({ stage }) => {
    if (stage === 'one') throw gone();
    return { rows: [] };
  });
  expect([asked.map(({ stage }) => stage), isOver]).toEqual([['one', 'two'], true]);
});
