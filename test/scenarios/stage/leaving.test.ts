import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { SpiCandidate } from '../../../sandbox/workable-spi/types.ts';
import { bridgeCommand } from '../../../testing/operator.ts';
import { inviteCandidate, passTime, scoreCandidate, untilNotes } from '../../../testing/stage-candidates.ts';
import { invitationsOf, moved, notesOf, openStageWorld, pass, type StageWorld } from '../../../testing/stage-world.ts';
import { until } from '../../../testing/world.ts';

let world: StageWorld;
beforeAll(async () => {
  world = await openStageWorld();
});
afterAll(() => world.close());
afterEach(() => world.spi.behave());

const ratingsOf = ({ id }: SpiCandidate) =>
  world.spi.ratings(id).map(({ rating, stage }) => [rating?.grade, stage?.slug]);

/** So that both webhooks and a read say so, a minute after the move. */
async function leave({ id }: SpiCandidate): Promise<void> {
  world.spi.people.move(id, 'on-site');
  await world.spi.idle();
  await pass(world, 70_000);
}

const headsOf = (candidate: SpiCandidate) => notesOf(world, candidate).map((note) => note.split('\n')[0]);

test('who enters the stage and leaves within the delay leaves no trace', async () => {
  const candidate = await moved(world);
  world.later(40_000);
  world.spi.people.move(candidate.id, 'on-site');
  await world.spi.idle();
  await pass(world);
  // A candidate who came later is invited by then.
  await inviteCandidate(world);
  expect([notesOf(world, candidate), invitationsOf(world, candidate)]).toEqual([[], 0]);
});

describe('while the interview is open, of who', () => {
  test.each([
    ['leaves the stage', (id: string) => world.spi.people.move(id, 'on-site'), 'the candidate left the stage'],
    ['is disqualified', (id: string) => world.spi.people.disqualify(id), 'the candidate was disqualified'],
    ['withdraws', (id: string) => world.spi.people.withdraw(id), 'the candidate withdrew'],
  ])('%s the interview is withdrawn, and a result that comes all the same is late', async (_, act, why) => {
    const candidate = await inviteCandidate(world);
    act(candidate.id);
    await world.spi.idle();
    await pass(world, 70_000);
    const [, withdrawn] = await untilNotes(world, candidate, 2);
    expect(withdrawn).toContain(`AI interview withdrawn: ${why}.`);
    expect(withdrawn).toContain("The candidate's link may still work.");
    await scoreCandidate(world, candidate, 9, true);
    const [, , late] = await untilNotes(world, candidate, 3);
    expect(late).toMatch(/^AI interview, late: 90 %/);
    expect(late).toContain('no rating, and the candidate is not moved');
    // Another result is rated by then.
    const other = await inviteCandidate(world);
    await scoreCandidate(world, other, 9, true);
    await until('the other one is rated', () => ratingsOf(other).length > 0);
    expect([notesOf(world, candidate).length, ratingsOf(candidate)]).toEqual([3, []]);
  });
});

test('a result that was told before the candidate left is corrected, with its rating, about the trigger stage', async () => {
  const candidate = await inviteCandidate(world);
  const attempt = await scoreCandidate(world, candidate, 5, true);
  await untilNotes(world, candidate, 2);
  await until('it is rated', () => ratingsOf(candidate).length > 0);
  await leave(candidate);
  expect((await bridgeCommand(world, `find ${candidate.id}`)).text).toMatch(
    /^application {2}\S+ {2}elsewhere {2}The candidate has moved on from the stage; the interview there says what came of it\. /m,
  );
  await world.vendor.control.score(attempt, 4, { recruiter_go_next_round: false });
  const notes = await untilNotes(world, candidate, 3);
  expect(notes[2]).toMatch(/^Corrected: AI interview: 40 %, not recommended/);
  expect(notes[2]).not.toContain('late');
  expect(notes[2]).toMatch(/Moved to "On-site" meanwhile; this is about "AI Interview"/);
  await passTime(world, 'the rating is corrected', () => ratingsOf(candidate)[0]?.[0] === 0);
  expect(ratingsOf(candidate)).toEqual([[0, world.stage]]);
});

test('without any webhook, polls see who enters and who leaves', async () => {
  world.spi.switches({ lose: Number.POSITIVE_INFINITY });
  const candidate = await moved(world);
  await pass(world);
  await passTime(world, 'the invitation is told', () => notesOf(world, candidate).length === 1, 61_000);
  world.spi.people.move(candidate.id, 'on-site');
  await passTime(world, 'the withdrawal is told', () => notesOf(world, candidate).length === 2, 61_000);
  expect(headsOf(candidate)[1]).toContain('AI interview withdrawn: the candidate left the stage.');
  expect(invitationsOf(world, candidate)).toBe(1);
});

describe('with STAGE_ON_LEAVE=keep', () => {
  beforeAll(() => world.restart({ STAGE_ON_LEAVE: 'keep' }));

  test('nothing is withdrawn, and the result and its rating are written for the trigger stage', async () => {
    const candidate = await inviteCandidate(world);
    await leave(candidate);
    await inviteCandidate(world);
    expect(headsOf(candidate)).toHaveLength(1);
    await scoreCandidate(world, candidate, 8, true);
    const [, result] = await untilNotes(world, candidate, 2);
    expect(result).toMatch(/^AI interview: 80 %, recommended/);
    expect(result).toMatch(/Moved to "On-site" meanwhile; this is about "AI Interview"/);
    await passTime(world, 'it is rated', () => ratingsOf(candidate).length > 0);
    expect(ratingsOf(candidate)).toEqual([[1, world.stage]]);
    expect(headsOf(candidate)).toHaveLength(2);
  });

  test('an interview that is not taken is reported too', async () => {
    const candidate = await inviteCandidate(world);
    world.spi.people.disqualify(candidate.id);
    await world.spi.idle();
    await pass(world, 70_000);
    const attempt = await world.vendor.control.start(candidate.email ?? '', world.template);
    await world.vendor.control.fail(attempt);
    world.later(4 * 86_400_000);
    const [, notTaken] = await untilNotes(world, candidate, 2);
    expect(notTaken).toMatch(/^AI interview not finished: the candidate began and did not complete it/);
  });
});
