import { expect, test } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { newConnection } from '../../../src/workable/stages/connection.ts';
import { joinedStages, lookedAfterAll } from '../../../src/workable/stages/looked-after.ts';

const trigger = { id: 'acme_1', job: '*', stage: 'robot', state: 'active' as const, addedAt: 0 };
const record = { ...newConnection({ id: 'acme_connection', account: 'acme' }, 0), triggers: [trigger] };
const stage = (slug: string) => ({ slug, name: slug });

test('a stage of several jobs counts once', () => {
  expect(joinedStages([stage('a'), stage('b')], [stage('b'), stage('c')])).toEqual(['a', 'b', 'c'].map(stage));
});

test('without any job, and with more stages than can be kept, nothing is said of a trigger of all jobs', () => {
  const most = Array.from({ length: limits.stagesOfAllJobs }, (_, i) => stage(`s${i}`));
  const whole = joinedStages([], most);
  expect(lookedAfterAll(record, whole).triggers).toEqual([
    { ...trigger, state: 'pending', question: { why: 'removed' } },
  ]);
  const cut = joinedStages(whole, [stage('t'), stage('u')]);
  expect(cut).toHaveLength(limits.stagesOfAllJobs + 1);
  expect(lookedAfterAll(record, cut)).toBe(record);
  expect(lookedAfterAll(record, [])).toBe(record);
});
