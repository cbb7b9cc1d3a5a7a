import { expect, test } from 'vitest';
import type { Stage } from '../../../src/workable/api/contract.ts';
import type { Turn } from '../../../src/workable/api/limiter.ts';
import { createCatalog } from '../../../src/workable/stages/catalog.ts';

const turn: Turn = { priority: 'truth', signal: new AbortController().signal };
const rows = [
  { slug: 'ai-interview', name: 'AI Interview' },
  { slug: 'offer', name: 'Offer' },
] as Stage[];

function open(answers: (() => Promise<{ rows: Stage[]; isCut: boolean }>)[]) {
  let calls = 0;
  const stages = () => answers[Math.min(calls++, answers.length - 1)]?.() ?? Promise.reject(new Error('no answer'));
  const catalog = createCatalog({ client: { jobs: () => expect.fail('not asked'), stages } as never, now: () => 0 });
  return { catalog, calls: () => calls };
}

test('many who ask for the stages of a job at once cost one request', async () => {
  const { catalog, calls } = open([async () => ({ rows, isCut: false })]);
  const slugs = await Promise.all(Array.from({ length: 50 }, () => catalog.slugOf('JOB', 'AI Interview', turn)));
  expect([new Set(slugs), calls()]).toEqual([new Set(['ai-interview']), 1]);
});

test('an answer that fails is not remembered', async () => {
  const { catalog, calls } = open([() => Promise.reject(new Error('away')), async () => ({ rows, isCut: false })]);
  await expect(catalog.stagesOf('JOB', turn)).rejects.toThrow('away');
  expect([await catalog.slugOf('JOB', 'Offer', turn), calls()]).toEqual(['offer', 2]);
});
