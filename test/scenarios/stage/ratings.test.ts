import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SpiCandidate } from '../../../sandbox/workable-spi/types.ts';
import { logged } from '../../../testing/operator.ts';
import { inviteCandidate, scoreCandidate, untilNotes } from '../../../testing/stage-candidates.ts';
import { openStageWorld, type StageWorld } from '../../../testing/stage-world.ts';
import { until } from '../../../testing/world.ts';

let world: StageWorld;
afterAll(() => world.close());

const ratingsOf = ({ id }: SpiCandidate) =>
  world.spi.ratings(id).map(({ rating, stage }) => [rating?.grade, stage?.slug]);

const puts = ({ id }: SpiCandidate) =>
  world.spi.requests.filter(({ method, path }) => method !== 'GET' && path === `/candidates/${id}/ratings`);

describe('by decisions', () => {
  beforeAll(async () => {
    world = await openStageWorld();
  });
  afterEach(() => world.spi.behave());

  test.each([
    ['no', false, 9, 0],
    ['yes', true, 5, 1],
    ['yes with a high score', true, 9.5, 2],
  ])("a person's %s becomes thumbs", async (_, decision, score, grade) => {
    const candidate = await inviteCandidate(world);
    await scoreCandidate(world, candidate, score, decision);
    await until('it is rated', () => ratingsOf(candidate).length > 0);
    expect(ratingsOf(candidate)).toEqual([[grade, world.stage]]);
    expect(puts(candidate).map(({ method }) => method)).toEqual(['PUT']);
    expect(world.spi.ratings(candidate.id)[0]?.body).toMatch(/Ref \w{6} rating 1$/);
  });

  test('without a decision there is no rating; a decision that changes is put in its place', async () => {
    const candidate = await inviteCandidate(world);
    const attempt = await scoreCandidate(world, candidate, 5);
    await untilNotes(world, candidate, 2);
    expect(puts(candidate)).toEqual([]);
    await world.vendor.control.decide(attempt, true);
    await until('it is rated', () => ratingsOf(candidate)[0]?.[0] === 1);
    await world.vendor.control.decide(attempt, false);
    await until('it is corrected', () => ratingsOf(candidate)[0]?.[0] === 0);
    expect(ratingsOf(candidate)).toHaveLength(1);
  });

  test("the rating is about the trigger's stage, wherever the candidate is by then", async () => {
    const candidate = await inviteCandidate(world);
    const attempt = await scoreCandidate(world, candidate, 5);
    await untilNotes(world, candidate, 2);
    world.spi.people.move(candidate.id, 'on-site');
    await world.spi.idle();
    await world.vendor.control.decide(attempt, true);
    await until('it is rated', () => ratingsOf(candidate).length > 0);
    expect(ratingsOf(candidate)).toEqual([[1, world.stage]]);
  });

  test('a result that comes late is not rated', async () => {
    const candidate = await inviteCandidate(world);
    world.spi.people.disqualify(candidate.id);
    world.later(70_000);
    await untilNotes(world, candidate, 2);
    await scoreCandidate(world, candidate, 9, true);
    const notes = await untilNotes(world, candidate, 3);
    expect(notes[2]).toMatch(/^AI interview, late/);
    expect(puts(candidate)).toEqual([]);
  });

  test('an evaluation that the member made by hand is not touched', async () => {
    const candidate = await inviteCandidate(world);
    world.spi.people.rate(candidate.id, 0, { by: world.spi.member.id });
    await scoreCandidate(world, candidate, 9, true);
    await until('it is refused', () => logged(world, 'delivery').some(({ outcome }) => outcome === 'refused'));
    expect([ratingsOf(candidate), puts(candidate)]).toEqual([[[0, world.stage]], []]);
  });

  test('another member and another stage are other evaluations', async () => {
    const candidate = await inviteCandidate(world);
    world.spi.people.rate(candidate.id, 0);
    await scoreCandidate(world, candidate, 5, true);
    await until('it is rated', () => ratingsOf(candidate).length === 2);
    expect(ratingsOf(candidate).at(-1)).toEqual([1, world.stage]);
  });
});

test('a 404 may be about the id of the stage: its number is tried too', async () => {
  await world.close();
  world = await openStageWorld({ STAGE_RATING: 'score' });
  world.spi.switches({ stageId: 'id' });
  world.spi.fault({ method: 'PUT', path: '/ratings', how: { status: 404 }, times: 1 });
  const candidate = await inviteCandidate(world);
  await scoreCandidate(world, candidate, 7.8);
  await until('it is rated', () => ratingsOf(candidate).length > 0);
  expect(puts(candidate).map(({ status }) => status)).toEqual([404, 200]);
});

describe('where Workable takes no id of the stage', () => {
  beforeEach(() => world.later(10_000));
  afterEach(() => world.spi.behave());
  const refuseIds = () => world.spi.fault({ method: 'PUT', path: '/ratings', how: { status: 422 }, times: 2 });
  const idsOf = (candidate: SpiCandidate) =>
    puts(candidate).map(({ body }) => (body as { stage_id?: string }).stage_id);

  test('a candidate who still stands there is rated without one', async () => {
    refuseIds();
    const candidate = await inviteCandidate(world);
    await scoreCandidate(world, candidate, 7.8);
    await until('it is rated', () => ratingsOf(candidate).length > 0);
    expect(idsOf(candidate)).toEqual([expect.any(String), expect.any(String), undefined]);
    expect(ratingsOf(candidate)).toEqual([[7, world.stage]]);
  });

  test('a candidate who has been moved on is not rated', async () => {
    const candidate = await inviteCandidate(world);
    refuseIds();
    world.spi.switches({ lose: Number.POSITIVE_INFINITY });
    world.spi.people.move(candidate.id, 'on-site');
    await scoreCandidate(world, candidate, 7.8);
    const isGivenUp = () => logged(world, 'delivery').some(({ outcome }) => outcome === 'failed');
    await until('it is given up', isGivenUp);
    expect(idsOf(candidate)).toEqual([expect.any(String), expect.any(String)]);
    expect(ratingsOf(candidate)).toEqual([]);
  });
});

describe('by scores', () => {
  beforeAll(async () => {
    await world.close();
    world = await openStageWorld({ STAGE_RATING: 'score' });
    world.spi.switches({ stageId: 'id' });
  });

  test('the percentage becomes numbers; how the stage is named is found out once, and every process remembers it', async () => {
    const one = await inviteCandidate(world);
    await scoreCandidate(world, one, 7.8);
    await until('it is rated', () => ratingsOf(one).length > 0);
    expect(ratingsOf(one)).toEqual([[7, world.stage]]);
    expect(puts(one).map(({ status }) => status)).toEqual([422, 200]);

    await world.restart({ STAGE_RATING: 'score' });
    world.later(10_000);
    const two = await inviteCandidate(world);
    await scoreCandidate(world, two, 0);
    await until('it is rated', () => ratingsOf(two).length > 0);
    expect(ratingsOf(two)).toEqual([[0, world.stage]]);
    expect(puts(two).map(({ status }) => status)).toEqual([200]);

    // Workable takes the other form from now on.
    world.spi.switches({ stageId: 'identifier' });
    const three = await inviteCandidate(world);
    await scoreCandidate(world, three, 5);
    await until('it is rated', () => ratingsOf(three).length > 0);
    expect(puts(three).map(({ status }) => status)).toEqual([422, 200]);
  });

  test.each([
    ['a member who is a person', { WORKABLE_MEMBER_IS_SERVICE: 'false' }],
    ['STAGE_RATING off', { STAGE_RATING: 'off' }],
  ])('%s writes no ratings', async (_, settings) => {
    await world.restart({ ...settings });
    const candidate = await inviteCandidate(world);
    await scoreCandidate(world, candidate, 9, true);
    await untilNotes(world, candidate, 2);
    const next = await inviteCandidate(world);
    await scoreCandidate(world, next, 9);
    await untilNotes(world, next, 2);
    expect(puts(candidate)).toEqual([]);
  });
});
