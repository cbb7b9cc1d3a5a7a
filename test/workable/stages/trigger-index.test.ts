import { describe, expect, it } from 'vitest';
import { createTriggers, holdsIn } from '../../../src/workable/stages/trigger-index.ts';

const stage = 'ai-interview';
const any = { job: '*', stage, template: 'usual', isActive: true };
const own = { job: 'AAA', stage, template: 'own', isActive: true };

describe('which trigger holds in a place', () => {
  it.each([
    ['that of all jobs', [any], 'usual'],
    ["the job's own before that of all jobs", [any, own], 'own'],
    ["the job's own, wherever it stands in the list", [own, any], 'own'],
    ["none where the job's own is off", [any, { ...own, isActive: false }], undefined],
    ['none where that of all jobs is off', [{ ...any, isActive: false }], undefined],
    ['that of all jobs, beside one of the job in another stage', [any, { ...own, stage: 'offer' }], 'usual'],
    [
      'none in another stage',
      [
        { ...any, stage: 'offer' },
        { ...own, stage: 'offer' },
      ],
      undefined,
    ],
    ['none of another job', [{ ...own, job: 'BBB' }], undefined],
  ])('is %s', (_, settings, templateId) => {
    const found = createTriggers(settings).at({ job: 'AAA', stage });
    expect(found?.trigger).toEqual(templateId === undefined ? undefined : { job: 'AAA', stage, templateId });
  });

  it('is one alone: that of all jobs holds where no job has its own', () => {
    const triggers = createTriggers([any, own]);
    const places = ['AAA', 'BBB'].map((job) => ({ job, stage }));
    expect(places.map(holdsIn(triggers, any))).toEqual([false, true]);
    expect(places.map(holdsIn(triggers, own))).toEqual([true, false]);
  });

  it('may hold in every job where one is for all, and in no other where none is', () => {
    expect(['AAA', 'BBB'].map(createTriggers([any]).hasJob)).toEqual([true, true]);
    expect(['AAA', 'BBB'].map(createTriggers([own]).hasJob)).toEqual([true, false]);
    expect(createTriggers([{ ...own, isActive: false }]).hasJob('AAA')).toBe(false);
  });
});
