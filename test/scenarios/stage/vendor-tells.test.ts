import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type HttpVendor, startHttpVendor } from '../../../sandbox/http-vendor/server.ts';
import type { SpiCandidate } from '../../../sandbox/workable-spi/types.ts';
import { httpSecret } from '../../../testing/http-vendor.ts';
import { bridgeCommand } from '../../../testing/operator.ts';
import { inTime, leaveAndReturn, noteOf, standInStage } from '../../../testing/stage-stays.ts';
import { notesOf, openStageWorld, pass, type StageWorld, untilTriggersHold } from '../../../testing/stage-world.ts';
import { day, hour } from '../../../testing/times.ts';

let world: StageWorld;
let http: HttpVendor;
beforeAll(async () => {
  const token = 'the-token-of-the-bridge';
  http = await startHttpVendor({ token, webhookSecret: httpSecret });
  world = await openStageWorld({
    VENDOR: 'http',
    VENDOR_URL: http.url,
    VENDOR_TOKEN: token,
    VENDOR_WEBHOOK_SECRET: httpSecret,
    VENDOR_NAME: 'Acme Interviews',
    STAGE_TRIGGERS: JSON.stringify([{ job: '*', stage: 'ai-interview', template: 'support' }]),
  });
  http.control.now = world.clock.now;
  await untilTriggersHold(world);
  world.later(2 * 60_000);
});
afterAll(async () => {
  await world.close();
  await http.close();
});
beforeEach(() => Object.assign(http.control.push, { proof: 'bearer', isFull: true, isOff: false }));

async function invited(): Promise<{ candidate: SpiCandidate; id: string }> {
  const candidate = await standInStage(world);
  await noteOf(world, candidate, /^Invited/);
  return { candidate, id: http.control.invitationOf(candidate.email ?? '', 'support').id };
}

const statusOf = (id: string) => http.control.find(id).interview.status;

describe('the candidate moves the interview to another time', () => {
  const first = { from: '2027-03-24T09:30:00Z', to: '2027-03-26T14:00:00Z' };
  const second = { from: '2027-03-26T14:00:00Z', to: '2027-03-27T08:00:00Z' };

  test.each([
    ['a webhook that carries it', { isFull: true }],
    ['a webhook that is a hint alone', { isFull: false, proof: 'none' as const }],
    ['a poll', { isOff: true }],
  ])('%s has it told once, and a later time once more', async (_, push) => {
    Object.assign(http.control.push, push);
    const { candidate, id } = await invited();
    await http.control.change(id, { status: 'scheduled', reschedule: first });
    if (http.control.push.isOff) world.later(11 * 60_000);
    const note = await noteOf(world, candidate, /^AI interview moved to 26 March 2027, 14:00 UTC\./);
    expect(note).toContain('Before: 24 March 2027, 09:30 UTC.');
    expect(note).toMatch(/Ref \w{6} moved-date 1$/);
    if (!http.control.push.isOff) await http.control.notify(id);
    await http.control.change(id, { status: 'scheduled', reschedule: second });
    if (http.control.push.isOff) world.later(11 * 60_000);
    expect(await noteOf(world, candidate, /^AI interview moved to 27 March 2027/)).toMatch(/moved-date 2$/);
    expect(notesOf(world, candidate)).toHaveLength(3);
  });

  test('an older one that comes afterwards is not told', async () => {
    const { candidate, id } = await invited();
    const updated_at = new Date(world.clock.now() - 60_000).toISOString();
    await http.control.change(id, { status: 'scheduled', reschedule: second });
    await noteOf(world, candidate, /^AI interview moved to 27 March 2027/);
    await http.control.post(http.control.find(id).notifyUrl, {
      interview_id: id,
      interview: { status: 'scheduled', updated_at, reschedule: first },
    });
    await http.control.change(id, { status: 'completed', score: { value: 78, max: 100 } });
    await noteOf(world, candidate, /^AI interview: 78 %/);
    expect(notesOf(world, candidate)).toHaveLength(3);
  });
});

test.each([
  ['cancelled', /^AI interview cancelled by the candidate\.[\s\S]*Ref \w{6} cancelled 1$/],
  ['declined', /^AI interview not taken: the candidate declined\.[\s\S]*Invite again/],
  ['expired', /^AI interview not taken: the time for it is over\.[\s\S]*Invite again/],
])('an interview that the vendor calls %s is told so, once', async (status, words) => {
  const { candidate, id } = await invited();
  await http.control.change(id, { status });
  await noteOf(world, candidate, words);
  await http.control.notify(id);
  await invited();
  expect(notesOf(world, candidate)).toHaveLength(2);
});

test.each([
  [
    'cancelled',
    /^Cancelled by the candidate before: no new invitation unless you ask for it\./,
    'cancelled this interview',
  ],
  ['declined', /^Invited before, and not taken: no new invitation unless you ask for it\./, 'did not take it'],
])('who comes back after an interview that was %s is not called interviewed', async (status, words, onPage) => {
  const { candidate, id } = await invited();
  await http.control.change(id, { status });
  await noteOf(world, candidate, /^AI interview (cancelled|not taken)/);
  await leaveAndReturn(world, candidate);
  const note = await noteOf(world, candidate, words);
  expect(note).not.toContain('/reports/');
  const url = /https?:\/\/\S+\/again\/\S+/.exec(note)?.[0] ?? '';
  expect(await (await fetch(url)).text()).toContain(onPage);
});

test('a result of which the times alone change is not told again; one whose score changes is', async () => {
  const { candidate, id } = await invited();
  const result = { status: 'completed', score: { value: 78, max: 100 }, duration_seconds: 1860 };
  await http.control.change(id, { ...result, ended_at: '2027-03-12T10:00:00Z' });
  expect(await noteOf(world, candidate, /^AI interview: 78 %/)).toContain('31 min');
  await http.control.change(id, { ...result, ended_at: '2027-03-14T10:00:00Z', duration_seconds: 600 });
  await http.control.change(id, { ...result, score: { value: 60, max: 100 }, ended_at: '2027-03-15T10:00:00Z' });
  expect(await noteOf(world, candidate, /^Corrected: AI interview: 60 %/)).toMatch(/result 2$/);
  expect(notesOf(world, candidate)).toHaveLength(3);
});

test('one that was begun and not completed is reported after the grace', async () => {
  const { candidate, id } = await invited();
  await http.control.change(id, { status: 'failed' });
  world.later(4 * day);
  const note = await noteOf(
    world,
    candidate,
    /^AI interview not finished: the candidate began and did not complete it/,
  );
  expect(note).toMatch(/Invite again .*\/again\//);
});

test('one that an operator cancels is not put on the candidate', async () => {
  const { candidate, id } = await invited();
  await bridgeCommand(world, `cancel ${id}`, world.env);
  await noteOf(world, candidate, /^AI interview not taken: the operator of the bridge called it off/);
  await inTime(world, 'the vendor is told', () => statusOf(id) === 'cancelled');
  await http.control.notify(id);
  await invited();
  expect(notesOf(world, candidate)).toHaveLength(2);
});

test('who leaves the stage has the invitation ended at the vendor, which is no cancellation by the candidate', async () => {
  const { candidate, id } = await invited();
  world.spi.people.move(candidate.id, 'on-site');
  await world.spi.idle();
  await pass(world, 70_000);
  await inTime(world, 'the vendor is told', () => statusOf(id) === 'cancelled');
  await http.control.notify(id);
  const note = await noteOf(world, candidate, /^AI interview withdrawn: the candidate left the stage/);
  expect(note).toContain("The candidate's link");
  await invited();
  expect(notesOf(world, candidate)).toHaveLength(2);
});

test('who is deleted at Workable has the invitation ended at the vendor within a day', async () => {
  const { candidate, id } = await invited();
  world.spi.people.delete(candidate.id);
  await world.spi.idle();
  expect(statusOf(id)).toBe('invited');
  world.later(2 * hour);
  await inTime(world, 'the vendor is told', () => statusOf(id) === 'cancelled');
});
