import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { SpiCandidate } from '../../../sandbox/workable-spi/types.ts';
import { logged } from '../../../testing/operator.ts';
import { inviteCandidate, passTime, scoreCandidate, untilNotes } from '../../../testing/stage-candidates.ts';
import { openStageWorld, type StageWorld } from '../../../testing/stage-world.ts';
import { until } from '../../../testing/world.ts';

let world: StageWorld;
beforeAll(async () => {
  world = await openStageWorld({
    STAGE_ADVANCE_TO: 'on-site',
    STAGE_REJECT_REASON: 'Unsuccessful interview',
    STAGE_SCORE_ATTRIBUTE: 'ai_interview_score',
  });
});
afterAll(() => world.close());
afterEach(() => world.spi.behave());

function stageOf({ id }: SpiCandidate): string | undefined {
  const stageId = world.spi.candidate(id)?.stageId;
  return world.spi.stages.find((stage) => stage.id === stageId)?.slug;
}

/** Moves and disqualifications that the bridge asked for. */
function askedOf({ id }: SpiCandidate): string[] {
  return world.spi.requests
    .filter(({ method, path }) => method === 'POST' && /\/(move|disqualify)$/.test(path) && path.includes(id))
    .map(({ path }) => path.split('/').at(-1) ?? '');
}

const attributeOf = ({ id }: SpiCandidate) => world.spi.candidate(id)?.attributes.ai_interview_score;

test('a score alone moves no candidate, and stands in the attribute with three digits', async () => {
  const candidate = await inviteCandidate(world);
  const attempt = await scoreCandidate(world, candidate, 7.8);
  await untilNotes(world, candidate, 2);
  await until('the attribute is written', () => attributeOf(candidate) === '078');
  expect(askedOf(candidate)).toEqual([]);

  await world.vendor.control.score(attempt, 10);
  await until('the attribute is corrected', () => attributeOf(candidate) === '100');
});

test("after a person's yes the candidate is moved on, once, and the result stands before it", async () => {
  const candidate = await inviteCandidate(world);
  await scoreCandidate(world, candidate, 7.8, true);
  await until('the candidate is moved', () => stageOf(candidate) === 'on-site');
  const actions = world.spi.timeline(candidate.id).map(({ action }) => action);
  expect(actions.indexOf('on-site')).toBeGreaterThan(actions.lastIndexOf('comment'));
  expect(askedOf(candidate)).toEqual(['move']);
});

test("after a person's no the candidate is disqualified, with the reason's id", async () => {
  const candidate = await inviteCandidate(world);
  await scoreCandidate(world, candidate, 3, false);
  await until('the candidate is disqualified', () => world.spi.candidate(candidate.id)?.disqualifiedAt);
  const [asked] = world.spi.requests.filter(({ path }) => path === `/candidates/${candidate.id}/disqualify`);
  expect(asked?.body).toEqual({ member_id: world.spi.member.id, disqualify_reason_id: 'b29c64' });
  expect(stageOf(candidate)).toBe(world.stage);
});

test('whom a person has moved meanwhile stays there, although no event told it', async () => {
  const { spi } = world;
  const candidate = await inviteCandidate(world);
  spi.switches({ lose: Number.POSITIVE_INFINITY });
  spi.people.move(candidate.id, 'phone-screen');
  await scoreCandidate(world, candidate, 7.8, true);
  await until('the move is given up', () => logged(world, 'delivery').some(({ outcome }) => outcome === 'refused'));
  expect([askedOf(candidate), stageOf(candidate)]).toEqual([[], 'phone-screen']);
});

test('who was moved away and back by a person is not moved', async () => {
  const { spi } = world;
  const candidate = await inviteCandidate(world);
  const before = logged(world, 'delivery').filter(({ outcome }) => outcome === 'refused').length;
  spi.switches({ lose: Number.POSITIVE_INFINITY });
  spi.people.move(candidate.id, 'phone-screen');
  spi.people.move(candidate.id, world.stage);
  await scoreCandidate(world, candidate, 7.8, true);
  await until(
    'the move is given up',
    () => logged(world, 'delivery').filter(({ outcome }) => outcome === 'refused').length > before,
  );
  expect([askedOf(candidate), stageOf(candidate)]).toEqual([[], world.stage]);
});

test('a move whose answer is lost is not asked for twice', async () => {
  const candidate = await inviteCandidate(world);
  world.spi.fault({ method: 'POST', path: '/move', how: 'drop', when: 'after', times: 1 });
  await scoreCandidate(world, candidate, 7.8, true);
  await until('the candidate is moved', () => stageOf(candidate) === 'on-site');
  world.spi.people.move(candidate.id, world.stage);
  const next = await inviteCandidate(world);
  world.later(60_000);
  await scoreCandidate(world, next, 9);
  await untilNotes(world, next, 2);
  expect([askedOf(candidate), stageOf(candidate)]).toEqual([['move'], world.stage]);
});

test('no candidate is moved to a stage where candidates are hired', async () => {
  const { spi } = world;
  const target = spi.stages.find(({ slug }) => slug === 'on-site');
  if (!target) throw new Error('There is no such stage');
  target.kind = 'hired';
  world.later(11 * 60_000);
  const candidate = await inviteCandidate(world);
  await scoreCandidate(world, candidate, 9, true);
  await until('the move fails', () => logged(world, 'delivery').some(({ outcome }) => outcome === 'failed'));
  expect(askedOf(candidate)).toEqual([]);
  target.kind = 'interview';
});

test('an attribute that Workable does not have is said once, and parks nothing else', async () => {
  const { spi } = world;
  const [attribute] = spi.attributes.splice(0, 1);
  if (!attribute) throw new Error('There is no such attribute');
  const [one, two] = [await inviteCandidate(world), await inviteCandidate(world)];
  await scoreCandidate(world, one, 7.8);
  const parkings = () => logged(world, 'connection').filter(({ outcome }) => outcome === 'parked');
  await until('it is parked', () => parkings().length > 0);
  await scoreCandidate(world, two, 7.8);
  for (const each of [one, two]) await untilNotes(world, each, 2);
  const tries = () => spi.requests.filter(({ method, status }) => method === 'PATCH' && status === 404).length;
  expect([tries(), parkings().length]).toEqual([1, 1]);

  spi.attributes.unshift(attribute);
  await passTime(world, 'both are written', () => [one, two].every((each) => attributeOf(each) === '078'), 300_000);
});
