import { expect, test } from 'vitest';
import { newConnection } from '../../../src/workable/stages/connection.ts';
import { joinedStages, lookedAfterAll, withLost } from '../../../src/workable/stages/looked-after.ts';

const trigger = { id: 'acme_1', job: '*', stage: 'robot', state: 'active' as const, addedAt: 0 };
const record = { ...newConnection({ id: 'acme_connection', account: 'acme' }, 0), triggers: [trigger] };
const stage = (slug: string) => ({ slug, name: slug });
const wanted = ['robot'];
const seenIn = (jobs: readonly string[][]) =>
  jobs.reduce((known, slugs) => joinedStages(known, slugs.map(stage), wanted), joinedStages([], [], wanted));

test('of thousands of stages only those count that a trigger of all jobs may mean, and the last one too', () => {
  const many = Array.from({ length: 2_000 }, (_, i) => [`s${i}`]);
  expect(lookedAfterAll(record, { wanted, stages: seenIn([...many, ['robot']]) }).triggers).toEqual([trigger]);
  expect(seenIn(many)).toEqual([]);
  expect(lookedAfterAll(record, { wanted, stages: seenIn(many) }).triggers).toEqual([
    { ...trigger, state: 'pending', question: { why: 'removed' } },
  ]);
  const alike = [...many, ['robot-2']];
  const asked = { ...trigger, state: 'pending', question: { why: 'alike', stage: 'robot-2' } };
  expect(lookedAfterAll(record, { wanted, stages: seenIn(alike) }).triggers).toEqual([asked]);
  const several = seenIn(Array.from({ length: 2_000 }, (_, i) => [`robot-${i}`]));
  expect(several.length).toBeLessThan(5);
  expect(lookedAfterAll(record, { wanted, stages: several }).triggers?.[0]?.question).toEqual({ why: 'removed' });
});

test('without any job, and of a trigger that came during the pass, nothing is said', () => {
  expect(lookedAfterAll(record, { wanted })).toBe(record);
  expect(lookedAfterAll(record, { wanted: ['other'], stages: [stage('other')] }).triggers).toEqual([trigger]);
});

test('a trigger of the settings whose stage is gone has a question until the stage is back, or it is changed', () => {
  const fixed = { ...trigger, job: 'A1', isFixed: true, template: 't' };
  const isMeant = ({ job }: { job: string }) => job === 'A1';
  const gone = withLost(record, [fixed], isMeant, [stage('robot-2')]);
  expect(gone.lost).toEqual({ 'A1 robot': { why: 'alike', stage: 'robot-2' } });
  expect(withLost(gone, [fixed], () => false, [stage('robot')]).lost).toEqual(gone.lost);
  expect(withLost(gone, [fixed], isMeant, [stage('robot')]).lost).toBeUndefined();
  expect(withLost(gone, [{ ...fixed, state: 'off' }], isMeant, []).lost).toBeUndefined();
  expect(withLost(gone, [], () => false, []).lost).toBeUndefined();
});
