import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SpiCandidate } from '../../../sandbox/workable-spi/types.ts';
import { limits } from '../../../src/limits.ts';
import { begin, putsOf, type Sent, scoreAttempt, sendInterview } from '../../../testing/interviews.ts';
import { passTime } from '../../../testing/stage-candidates.ts';
import { inTime, invitationsOf, noteOf, passDays, standInStage } from '../../../testing/stage-stays.ts';
import { notesOf, openStageWorld, type StageWorld, untilTriggersHold } from '../../../testing/stage-world.ts';
import { day, minute } from '../../../testing/times.ts';

let world: StageWorld;
beforeAll(async () => {
  world = await openStageWorld();
  const { stage, template } = world;
  await world.restart({ STAGE_TRIGGERS: JSON.stringify([{ job: '*', stage, template }]) });
  await untilTriggersHold(world);
  world.later(2 * minute);
});
afterAll(() => world.close());

let people = 0;
const someone = () => `two.doors.${++people}@example.test`;
const otherJob = () => world.spi.jobs.find(({ shortcode }) => shortcode !== world.job)?.shortcode ?? '';
const whole = (email: string, sent: Partial<Sent> = {}): Sent => ({
  id: '',
  email,
  templateId: world.template,
  callbackUrl: '',
  ...sent,
});
const resultOf = (sent: Sent) =>
  inTime(world, 'Workable has the result', () =>
    putsOf(world, sent).find(({ body }) => (body as { status?: string }).status === 'completed'),
  );

describe('one person in two jobs with the same interview', () => {
  test('is invited for the first, waits in the second, and is invited there when the first has ended', async () => {
    const email = someone();
    const first = await standInStage(world, { email });
    await noteOf(world, first, /^Invited/);
    const second = await standInStage(world, { email, job: otherJob() });
    const waiting = await noteOf(world, second, /^Waiting: this person has the same interview open/);
    expect(waiting).not.toContain('/reports/');
    expect(invitationsOf(world, email)).toBe(1);
    await scoreAttempt(world, whole(email), 7.8);
    await noteOf(world, first, /^AI interview: 78 %/);
    world.later(11 * minute);
    await noteOf(world, second, /^Invited/);
    expect(invitationsOf(world, email)).toBe(2);
  });

  test('comes into both at the same moment, and is invited once', async () => {
    const email = someone();
    const made = [world.job, otherJob()].map((job) => world.spi.people.create({ email, job, stage: 'applied' }));
    await world.spi.idle();
    for (const { id } of made) world.spi.people.move(id, world.stage);
    await world.spi.idle();
    world.later(61_000);
    await inTime(world, 'both say how they stand', () => made.every((each) => notesOf(world, each).length === 1));
    expect(made.map((each) => notesOf(world, each)[0]?.split(/[ :]/)[0]).sort()).toEqual(['Invited', 'Waiting']);
    expect(invitationsOf(world, email)).toBe(1);
  });
});

describe('one person in two jobs whom the vendor did not take', () => {
  test('for want of credits is invited once when there are some', async () => {
    const { control } = world.vendor;
    const email = someone();
    control.invitationsLeft = 0;
    const both: SpiCandidate[] = [];
    for (const job of [world.job, otherJob()]) {
      const candidate = await standInStage(world, { email, job });
      await noteOf(world, candidate, /no interview credits are left/);
      both.push(candidate);
    }
    control.invitationsLeft = null;
    const newest = () => both.map((each) => notesOf(world, each).at(-1)?.split(/[ :]/)[0]).sort();
    await passTime(world, 'both say how they stand', () => newest().join() === 'Invited,Waiting', 20 * minute, 25);
    expect(invitationsOf(world, email)).toBe(1);
    await scoreAttempt(world, whole(email), 7.8);
    await passTime(world, 'the other is invited', () => newest().join() === 'AI,Invited', 20 * minute, 25);
    expect(invitationsOf(world, email)).toBe(2);
  });
});

describe('a person who was invited through the provider door', () => {
  test('gets no second mail: a comment has the report, and the callback the result', async () => {
    const email = someone();
    const sent = await sendInterview(world, { email, templateId: world.template });
    const candidate = await standInStage(world, { email });
    const note = await noteOf(world, candidate, /^Already invited through Workable video interviews/);
    expect(note).toMatch(new RegExp(`Report: ${world.url}/reports/${sent.id}`));
    await scoreAttempt(world, sent, 8.1);
    expect((await resultOf(sent)).body).toMatchObject({ status: 'completed' });
    world.later(15 * minute);
    await world.spi.idle();
    expect(invitationsOf(world, email)).toBe(1);
  });

  test('and has a result already gets none either, unless that was more than thirty days ago', async () => {
    const email = someone();
    const sent = await sendInterview(world, { email, templateId: world.template });
    await scoreAttempt(world, sent, 8.1);
    await resultOf(sent);
    const soon = await standInStage(world, { email });
    await noteOf(world, soon, /^Already invited through Workable video interviews/);
    await passDays(world, 31);
    const late = await standInStage(world, { email, job: otherJob() });
    await noteOf(world, late, /^Invited/);
    expect(invitationsOf(world, email)).toBe(2);
    expect(notesOf(world, soon)).toHaveLength(1);
  });

  test('and did not take the interview is invited by the stage', async () => {
    const email = someone();
    await sendInterview(world, { email, templateId: world.template });
    await passDays(world, 15);
    const candidate = await standInStage(world, { email });
    await noteOf(world, candidate, /^Invited/);
    expect(invitationsOf(world, email)).toBe(2);
  });
});

test('a person who comes through both doors at the same moment is invited once', async () => {
  const email = someone();
  // What was read before to know whether the bridge may write is read anew.
  world.later(11 * minute);
  const isHeld = ({ path, status }: (typeof world.spi.requests)[number]) => path === '/members' && status === 0;
  world.spi.fault({ path: '/members', how: 'hold' });
  const candidate = await standInStage(world, { email });
  await inTime(world, 'the stage is about to invite', () => world.spi.requests.some(isHeld));
  const sending = sendInterview(world, { email, templateId: world.template });
  await sendInterview(world);
  world.spi.behave();
  const sent = await sending;
  await noteOf(world, candidate, /^Invited/);
  await scoreAttempt(world, sent, 8.1);
  expect((await resultOf(sent)).body).toMatchObject({ status: 'completed' });
  expect(invitationsOf(world, email)).toBe(1);
});

describe('a person who was invited by the stage, and is then requested through the provider door', () => {
  async function inBoth() {
    const email = someone();
    const candidate = await standInStage(world, { email });
    await noteOf(world, candidate, /^Invited/);
    const sent = await sendInterview(world, { email, templateId: world.template });
    expect(invitationsOf(world, email)).toBe(1);
    return { email, candidate, sent };
  }

  test('shares the invitation with so many requests, and no more', async () => {
    const { email, candidate } = await inBoth();
    for (let shared = 1; shared < limits.sharersOfInvitation; shared += 1) {
      await sendInterview(world, { email, templateId: world.template });
    }
    expect(invitationsOf(world, email)).toBe(1);
    await sendInterview(world, { email, templateId: world.template });
    expect(invitationsOf(world, email)).toBe(2);
    expect(notesOf(world, candidate)).toHaveLength(1);
  });

  test('is not invited again, and both get the result by webhook', async () => {
    const { candidate, sent } = await inBoth();
    await scoreAttempt(world, sent, 7.8);
    await noteOf(world, candidate, /^AI interview: 78 %/);
    expect((await resultOf(sent)).body).toMatchObject({ status: 'completed' });
  });

  test('has both get the result by polls where no webhook comes', async () => {
    const { candidate, sent } = await inBoth();
    world.vendor.control.dropWebhooks = true;
    await scoreAttempt(world, sent, 6.4);
    world.later(day);
    await noteOf(world, candidate, /^AI interview: 64 %/);
    await resultOf(sent);
    world.vendor.control.dropWebhooks = false;
  });

  test('has both get the result where the interview had begun before the request', async () => {
    const email = someone();
    const candidate = await standInStage(world, { email });
    await noteOf(world, candidate, /^Invited/);
    const attempt = await begin(world, whole(email));
    const sent = await sendInterview(world, { email, templateId: world.template });
    await world.vendor.control.score(attempt, 5.5);
    await noteOf(world, candidate, /^AI interview: 55 %/);
    await resultOf(sent);
    expect(invitationsOf(world, email)).toBe(1);
  });

  test('is the same interview when the request is repeated, and keeps it when the candidate leaves the stage', async () => {
    const { email, candidate, sent } = await inBoth();
    const again = await sendInterview(world, { email, templateId: world.template, callbackUrl: sent.callbackUrl });
    expect(again.id).toBe(sent.id);
    world.spi.people.move(candidate.id, 'applied');
    await world.spi.idle();
    world.later(2 * minute);
    expect(await noteOf(world, candidate, /^AI interview withdrawn/)).toContain('may still work');
    await scoreAttempt(world, sent, 9);
    await resultOf(sent);
    await noteOf(world, candidate, /^AI interview, late: 90 %/);
    expect(invitationsOf(world, email)).toBe(1);
  });
});
