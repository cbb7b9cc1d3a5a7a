import { afterAll, beforeAll, expect, test } from 'vitest';
import { bridgeCommand, logged } from '../../../testing/operator.ts';
import { secrets } from '../../../testing/secrets.ts';
import { dragCandidate, passTime, untilNotes } from '../../../testing/stage-candidates.ts';
import { inTime } from '../../../testing/stage-stays.ts';
import {
  invitationsOf,
  notesOf,
  openStageWorld,
  type StageWorld,
  untilTriggersHold,
} from '../../../testing/stage-world.ts';
import { hour } from '../../../testing/times.ts';

let world: StageWorld;
beforeAll(async () => {
  world = await openStageWorld();
});
afterAll(() => world.close());

const listed = (path: string) => world.spi.requests.filter((each) => each.path === path).length;

type Standing = { state: string; reason: string };

/** What the API says of the applications, the newest first. */
async function standings(): Promise<Standing[]> {
  const headers = { authorization: `Bearer ${secrets.operatorToken}` };
  const { body } = await world.ask('GET', '/api/v1/applications?account=default', { headers });
  return body.items;
}

const standing = async () => (await standings())[0];

const reasons = {
  'no-member': /^WORKABLE_MEMBER is not set/,
  'member-unknown': /^Workable knows no member with the address of WORKABLE_MEMBER/,
  'member-inactive': /^WORKABLE_MEMBER is inactive in Workable/,
  forbidden: /^The member may not comment in this job/,
} as const;

const waitsFor = (why: keyof typeof reasons) =>
  inTime(world, `the candidate waits: ${why}`, async () => reasons[why].test((await standing())?.reason ?? ''));

test('without an acting member no candidate is invited, and all are as soon as one is set', async () => {
  await world.restart({ WORKABLE_MEMBER: undefined });
  await untilTriggersHold(world);
  world.later(10_000);
  const candidate = await dragCandidate(world);
  await waitsFor('no-member');
  expect(await standing()).toMatchObject({ state: 'waiting' });
  expect(invitationsOf(world, candidate)).toBe(0);
  await world.restart({ WORKABLE_MEMBER: world.spi.member.email });
  await untilNotes(world, candidate, 1);
  expect(invitationsOf(world, candidate)).toBe(1);
});

test('a member whom Workable does not know, or who is inactive, has no candidate invited', async () => {
  const { spi } = world;
  spi.member.isActive = false;
  await world.restart();
  world.later(10_000);
  const many = await Promise.all([dragCandidate(world), dragCandidate(world)]);
  await waitsFor('member-inactive');
  expect(await standing()).toMatchObject({ state: 'waiting' });
  expect(many.map((each) => invitationsOf(world, each))).toEqual([0, 0]);
  const { text } = await bridgeCommand(world, 'applications');
  expect(text).toContain('inactive in Workable');
  expect(listed('/members')).toBeLessThan(5);

  // Another member is named: at once.
  await world.restart({ WORKABLE_MEMBER: 'ada.admin@acme.example.test' });
  for (const each of many) await untilNotes(world, each, 1);
  // The other one comes back within the hour.
  await world.restart({ WORKABLE_MEMBER: 'unknown@acme.example.test' });
  const late = await dragCandidate(world);
  await waitsFor('member-unknown');
  expect(invitationsOf(world, late)).toBe(0);
  spi.people.addMember({ email: 'unknown@acme.example.test', isSuperAdmin: true, role: 'admin' });
  world.later(hour);
  await untilNotes(world, late, 1);
  spi.member.isActive = true;
});

test('a member outside the hiring team costs one read, and is tried again each hour', async () => {
  const { spi } = world;
  spi.member.isSuperAdmin = false;
  spi.member.role = 'simple';
  await world.restart();
  await untilTriggersHold(world);
  world.later(10_000);
  const many = await Promise.all(Array.from({ length: 5 }, () => dragCandidate(world)));
  await waitsFor('forbidden');
  expect(many.map((each) => invitationsOf(world, each))).toEqual([0, 0, 0, 0, 0]);
  expect(listed(`/jobs/${world.job}/members`)).toBe(1);
  expect(logged(world, 'connection').filter(({ outcome }) => outcome === 'parked').length).toBeGreaterThan(0);

  const job = spi.jobs.find(({ shortcode }) => shortcode === world.job);
  if (job) job.team[spi.member.id] = 'simple';
  world.later(hour);
  await passTime(world, 'all are invited', () => many.every((each) => notesOf(world, each).length === 1));
  spi.member.isSuperAdmin = true;
  spi.member.role = 'admin';
});

test('where only a refused comment shows it, one candidate an hour is let through', async () => {
  const { spi } = world;
  // Workable says nothing of departments.
  spi.switches({ member403: 'department' });
  spi.member.departments = [];
  await world.restart();
  await untilTriggersHold(world);
  world.later(10_000);
  const first = await dragCandidate(world);
  await passTime(world, 'it is parked', () => logged(world, 'connection').at(-1)?.outcome === 'parked', 60_000);
  const many = await Promise.all(Array.from({ length: 4 }, () => dragCandidate(world)));
  await waitsFor('forbidden');
  // A comment waits, which is what is tried again.
  const tries = () => spi.requests.filter(({ path }) => path === `/candidates/${first.id}/comments`).length;
  const before = tries();
  world.later(hour);
  await inTime(world, 'the comment is tried again', () => tries() > before);
  await waitsFor('forbidden');
  expect(many.map((each) => invitationsOf(world, each))).toEqual([0, 0, 0, 0]);

  // Nothing is left to be written: one of them shows whether it is still refused.
  spi.people.delete(first.id);
  await spi.idle();
  world.later(hour + 6 * 60_000);
  const invited = () => many.filter((each) => invitationsOf(world, each) > 0);
  await inTime(world, 'one is invited', () => invited().length > 0);
  const waiting = async () => (await standings()).filter(({ reason }) => reasons.forbidden.test(reason)).length;
  await inTime(world, 'the others wait', async () => (await waiting()) === many.length - 1);
  expect(invited()).toHaveLength(1);

  spi.member.departments = ['Engineering', 'Sales', 'Finance'];
  world.later(hour);
  await passTime(world, 'all are invited', () => many.every((each) => notesOf(world, each).length === 1), 60_000);
});
