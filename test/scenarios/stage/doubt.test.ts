import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { SpiCandidate, SpiFault } from '../../../sandbox/workable-spi/types.ts';
import { logged } from '../../../testing/operator.ts';
import { dragCandidate, passTime, scoreCandidate, untilNotes } from '../../../testing/stage-candidates.ts';
import { notesOf, openStageWorld, type StageWorld } from '../../../testing/stage-world.ts';
import { until } from '../../../testing/world.ts';

let world: StageWorld;
beforeAll(async () => {
  world = await openStageWorld();
});
afterAll(() => world.close());
afterEach(() => world.spi.behave());

const comments = { method: 'POST', path: '/comments' };

test.each<[string, Omit<SpiFault, 'method' | 'path'>]>([
  ['the connection drops before it is taken', { how: 'drop', times: 1 }],
  ['the connection drops once it is taken', { how: 'drop', when: 'after', times: 1 }],
  ['a 500 comes before it is taken', { how: { status: 500 }, times: 2 }],
  ['a 500 comes once it is taken', { how: { status: 500 }, when: 'after', times: 1 }],
  ['a 502 comes from the edge', { how: { status: 502, body: '<html>' }, where: 'edge', times: 1 }],
  ['a 429 comes', { how: { status: 429 }, times: 1 }],
])('where %s, every entry stands there once', async (_, fault) => {
  world.spi.fault({ ...comments, ...fault });
  const candidate = await dragCandidate(world);
  await untilNotes(world, candidate, 1);
  world.spi.fault({ ...comments, ...fault });
  await scoreCandidate(world, candidate, 7.8);
  const notes = await untilNotes(world, candidate, 2);
  // What comes after it shows that nothing of it is still to be written.
  world.later(40_000);
  await until('nothing is in doubt', () => lastDelivery()?.outcome === 'acknowledged');
  expect(notesOf(world, candidate)).toEqual(notes);
  expect(notes.map((note) => note.match(/^Ref \w{6} (.*)$/m)?.[1])).toEqual(['invited 1', 'result 1']);
});

const sentAbout = (method: string, { id }: SpiCandidate, what: string) =>
  world.spi.requests.filter((each) => each.method === method && each.path === `/candidates/${id}/${what}`);

test('what is not found is written again after half a minute', async () => {
  world.spi.fault({ ...comments, how: 'drop', times: 1 });
  const candidate = await dragCandidate(world);
  await untilNotes(world, candidate, 1);
  const [first, second] = sentAbout('POST', candidate, 'comments');
  const searches = sentAbout('GET', candidate, 'activities').filter(({ at }) => at < (second?.at ?? 0));
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(30_000);
  expect(searches.length).toBeGreaterThan(0);
  expect(new Set(searches.map(({ query }) => query.actions))).toEqual(new Set(['comment']));
});

test('a 429 stops everything until the next window, and is no try', async () => {
  world.spi.fault({ ...comments, how: { status: 429 }, times: 1 });
  const candidate = await dragCandidate(world);
  await until('it is refused', () => sentAbout('POST', candidate, 'comments').length === 1);
  const [refused] = sentAbout('POST', candidate, 'comments');
  await untilNotes(world, candidate, 1);
  const windowOf = (at: number) => Math.floor(at / 10_000);
  const sameWindow = world.spi.requests.filter(
    ({ at }) => at > (refused?.at ?? 0) && windowOf(at) === windowOf(refused?.at ?? 0),
  );
  expect(sameWindow).toEqual([]);
  expect(sentAbout('GET', candidate, 'activities')).toEqual([]);
  expect(sentAbout('POST', candidate, 'comments').map(({ status }) => status)).toEqual([429, 201]);
});

test('what is found there is known as written, with all pages searched', async () => {
  world.spi.fault({ ...comments, how: 'drop', when: 'after', times: 1 });
  const candidate = await dragCandidate(world);
  await untilNotes(world, candidate, 1);
  for (let i = 0; i < 120; i += 1) world.spi.people.comment(candidate.id, `Remark ${i}`);
  await passTime(world, 'it is found', () => lastDelivery()?.outcome === 'acknowledged', 10_000);
  const ours = notesOf(world, candidate).filter((note) => note.includes('Ref '));
  expect(ours).toHaveLength(1);
});

test('what has no answer for 96 hours fails, and the log says so', async () => {
  world.spi.fault({ ...comments, how: { status: 503 } });
  await dragCandidate(world);
  await until('it was tried', () => world.spi.requests.some(({ status }) => status === 503));
  await passTime(
    world,
    'it is given up',
    () => logged(world, 'delivery').some(({ outcome }) => outcome === 'gave-up'),
    6 * 3_600_000,
  );
});

function lastDelivery() {
  return logged(world, 'delivery').findLast((entry) => 'applicationId' in entry);
}
