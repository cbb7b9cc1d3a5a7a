import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SpiCandidate } from '../../../sandbox/workable-spi/types.ts';
import { scoreAttempt, templatesOf } from '../../../testing/interviews.ts';
import { passTime } from '../../../testing/stage-candidates.ts';
import { inTime, invitationsOf, leaveAndReturn, noteOf, standInStage } from '../../../testing/stage-stays.ts';
import { notesOf, openStageWorld, type StageWorld, untilTriggersHold } from '../../../testing/stage-world.ts';

let world: StageWorld;
beforeAll(async () => {
  world = await openStageWorld();
});
afterAll(() => world.close());

const invitedTimes = (candidate: SpiCandidate) =>
  notesOf(world, candidate).filter((note) => /^Invited/.test(note)).length;

async function interviewed(email: string): Promise<SpiCandidate> {
  const candidate = await standInStage(world, { email });
  await noteOf(world, candidate, /^Invited/);
  await scoreAttempt(world, { id: '', email, templateId: world.template, callbackUrl: '' }, 7.8);
  await noteOf(world, candidate, /^AI interview: 78 %/);
  return candidate;
}

test('a candidate who comes back before the interview was taken goes on with it, with the same link', async () => {
  const email = 'returns.open@example.test';
  const candidate = await standInStage(world, { email });
  await noteOf(world, candidate, /^Invited/);
  await leaveAndReturn(world, candidate);
  const note = await noteOf(world, candidate, /^AI interview continues, same link/);
  expect(note).toContain('No second mail is sent');
  expect(invitationsOf(world, email)).toBe(1);
});

test('a candidate who leaves while the vendor is being called, and comes back, is invited once', async () => {
  const email = 'returns.unanswered@example.test';
  world.vendor.control.misbehave({ path: 'job-interview-register-users', how: 'accept-then-hang', times: 1 });
  const candidate = await standInStage(world, { email });
  await inTime(world, 'the vendor has taken it', () => invitationsOf(world, email) === 1);
  await leaveAndReturn(world, candidate);
  await noteOf(world, candidate, /^AI interview continues, same link/);
  expect([invitationsOf(world, email), invitedTimes(candidate)]).toEqual([1, 1]);
});

describe('a candidate who comes back after a result', () => {
  test('is asked about, with the report and a link that invites once', async () => {
    const email = 'returns.ask@example.test';
    const candidate = await interviewed(email);
    await leaveAndReturn(world, candidate);
    const note = await noteOf(world, candidate, /^Already interviewed: no new invitation unless you ask for it/);
    expect(note).toMatch(/Report: \S+\/reports\//);
    // Who may not read results gets no link to one.
    const written = world.spi.comments(candidate.id).find(({ body }) => body === note);
    expect(written?.policy).toEqual(['hiring_manager', 'recruiting_admin', 'admin']);
    const url = /https?:\/\/\S+\/again\/\S+/.exec(note)?.[0] ?? '';
    const page = await (await fetch(url)).text();
    expect(page).toContain('The candidate had this interview before');
    const form = /name="form" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const pressed = await fetch(url, { method: 'POST', body: new URLSearchParams({ form }) });
    expect(pressed.status).toBe(200);
    await inTime(world, 'both invitations are told', () => invitedTimes(candidate) === 2);
    expect(invitationsOf(world, email)).toBe(2);
    expect((await fetch(url)).status).toBe(410);
  });

  test('and has no address any more is told of as one who has none, and asked about once that is mended', async () => {
    const email = 'returns.mended@example.test';
    const candidate = await interviewed(email);
    world.spi.people.edit(candidate.id, { email: null });
    await leaveAndReturn(world, candidate);
    const note = await noteOf(world, candidate, /^Not invited: the profile has no e-mail address/);
    expect(note).toContain('You are then asked whether to interview the candidate again.');
    world.spi.people.edit(candidate.id, { email });
    await passTime(world, 'it is asked', () => notesOf(world, candidate).length === 4);
    expect(notesOf(world, candidate).at(-1)).toMatch(/^Already interviewed: no new invitation unless you ask for it/);
    expect(invitationsOf(world, email)).toBe(1);
  });

  test('is invited again by itself where that is set', async () => {
    await world.restart({ STAGE_ON_RETURN: 'always' });
    const email = 'returns.always@example.test';
    const candidate = await interviewed(email);
    await leaveAndReturn(world, candidate);
    await inTime(world, 'both invitations are told', () => invitedTimes(candidate) === 2);
    expect(invitationsOf(world, email)).toBe(2);

    // The rating is that of the newest result: an older one that is corrected changes its comment alone.
    const grades = () => world.spi.ratings(candidate.id).map(({ rating }) => rating?.grade);
    const first = world.vendor.control.attempts.find(({ profile }) => profile.email === email)?.id ?? '';
    await world.vendor.control.decide(first, true);
    await noteOf(world, candidate, /^Corrected: AI interview: 78 %, recommended/);
    await inTime(world, 'the first one is rated', () => grades()[0] === 1);
    const second = await scoreAttempt(world, { id: '', email, templateId: world.template, callbackUrl: '' }, 3);
    await noteOf(world, candidate, /^AI interview: 30 %/);
    await world.vendor.control.decide(second, false);
    await inTime(world, 'the newest one is rated', () => grades()[0] === 0);
    await world.vendor.control.decide(first, false);
    await noteOf(world, candidate, /^Corrected: AI interview: 78 %, not recommended/);
    await world.vendor.control.decide(first, true);
    await inTime(
      world,
      'three corrections are told',
      () => notesOf(world, candidate).filter((note) => /^Corrected: AI interview: 78/.test(note)).length === 3,
    );
    await noteOf(world, await standInStage(world), /^Invited/);
    expect(grades()).toEqual([0]);
  });

  test('is not invited again where that is set, and there is nothing to ask about', async () => {
    await world.restart({ STAGE_ON_RETURN: 'never' });
    const email = 'returns.never@example.test';
    const candidate = await interviewed(email);
    await leaveAndReturn(world, candidate);
    // A candidate who came later is invited by then.
    const other = await standInStage(world, { email: 'returns.later@example.test' });
    await noteOf(world, other, /^Invited/);
    expect(notesOf(world, candidate).map((note) => note.split(/[:,]/)[0])).toEqual([
      'Invited to the AI interview',
      'AI interview',
    ]);
    expect(invitationsOf(world, email)).toBe(1);
  });
});

test('a candidate who comes back from the stage of another trigger goes on with the interview of this one', async () => {
  const { job, stage, template, spi } = world;
  const [, other = ''] = templatesOf(world);
  const triggers = [
    { job, stage, template },
    { job, stage: 'phone-screen', template: other },
  ];
  await world.restart({ STAGE_TRIGGERS: JSON.stringify(triggers) });
  await untilTriggersHold(world);
  const email = 'returns.across@example.test';
  const candidate = await standInStage(world, { email });
  await noteOf(world, candidate, /^Invited/);
  spi.people.move(candidate.id, 'phone-screen');
  await spi.idle();
  world.later(61_000);
  await inTime(world, 'the other trigger has invited', () => invitedTimes(candidate) === 2);
  spi.people.move(candidate.id, stage);
  await spi.idle();
  world.later(61_000);
  await noteOf(world, candidate, /^AI interview continues, same link/);
  await scoreAttempt(world, { id: '', email, templateId: template, callbackUrl: '' }, 7.8);
  expect(await noteOf(world, candidate, /78 %/)).toMatch(/^AI interview: 78 %/);
  expect(invitationsOf(world, email)).toBe(2);
});
