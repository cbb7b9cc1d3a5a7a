import { expect, it } from 'vitest';
import { type ConnectionRecord, newConnection } from '../../../src/workable/stages/connection.ts';
import { discover } from '../../../src/workable/stages/discover.ts';
import { knownTriggers } from '../../../src/workable/stages/stored-triggers.ts';

const everywhere = { job: '*', stage: 'robot', template: 't', isActive: true };
const ofC3 = { ...everywhere, job: 'C3', stage: 'offer' };

/** A whole pass over jobs with such stages: which jobs' stages were asked for, and what became of the record. */
async function passOver(jobs: Readonly<Record<string, readonly string[]>>, settings = [everywhere]) {
  const asked: string[] = [];
  const catalog = {
    jobs: async () => Object.keys(jobs).map((shortcode) => ({ shortcode, state: 'published', isSample: false })),
    async newestStagesOf(job: string) {
      asked.push(job);
      return jobs[job]?.map((slug) => ({ slug, name: slug }));
    },
  };
  const everyTrigger = (record?: ConnectionRecord) => knownTriggers('acme', { settings, template: 't' }, record);
  const clock = { isKnown: () => false, aheadMs: () => 0 };
  const account = { name: 'acme', connected: { catalog, clock, everyTrigger } };
  const turn = { account, record: newConnection({ id: 'x', account: 'acme' }, 0), version: 1 };
  const parts = {
    now: () => 1_000,
    monotonic: () => 0,
    isCurrent: () => true,
    connections: { save: async () => ({ outcome: 'saved' }) },
  };
  const call = (_: string, ask: (turn: never) => Promise<unknown>) => ask({} as never);
  for (let piece = 0; piece < 20 && !turn.record.tasks.discover?.okAt; piece += 1)
    await discover(parts as never, turn as never, call as never);
  return { asked, lost: turn.record.lost };
}

it('for a trigger of all jobs ends at the first job that has its stage', async () => {
  const { asked, lost } = await passOver({ A1: ['applied'], B2: ['robot'], C3: ['robot'], D4: ['robot'] });
  expect([asked, lost]).toEqual([['A1', 'B2'], undefined]);
});

it('looks at every job where none has the stage, and says so', async () => {
  const { asked, lost } = await passOver({ A1: ['applied'], B2: ['robot-2'] });
  expect([asked, lost]).toEqual([['A1', 'B2'], { '* robot': { why: 'alike', stage: 'robot-2' } }]);
});

it('looks at the jobs of triggers of their own all the same', async () => {
  const { asked, lost } = await passOver({ A1: ['robot'], B2: ['robot'], C3: ['robot'] }, [everywhere, ofC3]);
  expect([asked, lost]).toEqual([['A1', 'C3'], { 'C3 offer': { why: 'removed' } }]);
});
