import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SpiCandidate } from '../../../sandbox/workable-spi/types.ts';
import { type ApiWorld, everyItem, openApiWorld } from '../../../testing/api.ts';
import { openSecondBridge } from '../../../testing/second-bridge.ts';
import {
  dragCandidate,
  inviteCandidate,
  passTime,
  scoreCandidate,
  untilNotes,
} from '../../../testing/stage-candidates.ts';
import { inTime } from '../../../testing/stage-stays.ts';
import { invitationsOf, moved, notesOf, openStageWorld, type StageWorld } from '../../../testing/stage-world.ts';
import { minute, second } from '../../../testing/times.ts';
import { until } from '../../../testing/world.ts';

describe.each([
  ['ahead', 5 * minute],
  ['behind', -5 * minute],
])("where Workable's clock is five minutes %s", (_, aheadMs) => {
  let world: ApiWorld<StageWorld>;
  beforeAll(async () => {
    world = await openApiWorld(openStageWorld({ STAGE_ADVANCE_TO: 'on-site' }, { aheadMs }));
    // From now on the stages are known.
    await inviteCandidate(world);
  });
  afterAll(() => world.close());
  afterEach(() => {
    world.spi.behave();
    world.later(10_000);
  });

  const requestsAbout = ({ id }: SpiCandidate, method: string, what = '') =>
    world.spi.requests.filter((each) => each.method === method && each.path === `/candidates/${id}${what}`);

  async function applicationOf({ id }: SpiCandidate) {
    const all = await everyItem(world.api, '/applications?account=default', 200);
    return all.find((each) => each.candidate_id === id);
  }

  /** For a minute, as it was moved just now. */
  async function untilItWaits(candidate: SpiCandidate): Promise<void> {
    const waiting = await until('it waits', async () => {
      const found = await applicationOf(candidate);
      return /STAGE_INVITE_DELAY/.test(found?.reason) && found;
    });
    const waitsMs = Date.parse(waiting.next_at) - world.clock.now();
    expect(Math.abs(waitsMs - minute)).toBeLessThan(10 * second);
  }

  it('a candidate is invited once the delay is over, by the webhook alone', async () => {
    const candidate = world.spi.people.create({ stage: 'applied' });
    await world.spi.idle();
    world.later(2 * second);
    world.spi.people.move(candidate.id, world.stage);
    await world.spi.idle();
    await untilItWaits(candidate);
    world.later(minute + 5 * second);
    await untilNotes(world, candidate, 1);
    expect([invitationsOf(world, candidate), requestsAbout(candidate, 'GET')]).toEqual([1, []]);
  });

  it('and so it is by a webhook that a process takes which never asks Workable', async () => {
    const { spi } = world;
    const web = await openSecondBridge(world, { ROLES: 'web' });
    const candidate = spi.people.create({ stage: 'applied' });
    await spi.idle();
    world.later(2 * second);
    spi.switches({ lose: 1 });
    spi.people.move(candidate.id, world.stage);
    const { target = '', headers = {}, body = '' } = spi.deliveries.at(-1) ?? {};
    const taken = await fetch(target.replace(world.url, web.url), { method: 'POST', headers, body });
    expect([taken.status, await taken.json()]).toEqual([200, { received: true }]);
    await web.close();
    await untilItWaits(candidate);
  });

  it('who stood in the stage before there was the trigger is not invited', async () => {
    const candidate = world.spi.people.create({ stage: 'offer' });
    await world.spi.idle();
    world.later(minute);
    const { job, template } = world;
    const added = await world.api('POST', '/triggers', { body: { account: 'default', job, stage: 'offer', template } });
    expect(added.status).toBe(201);
    const isReady = async () => {
      const { body } = await world.api('GET', '/triggers?account=default');
      const triggers: { id: string; is_ready: boolean }[] = body.items;
      return triggers.some(({ id, is_ready }) => id === added.body.id && is_ready);
    };
    await inTime(world, 'the trigger holds', isReady);
    const held = await until('it is held', () => applicationOf(candidate));
    expect(held.reason).toBe('The candidate stood there before there was the trigger: a back-fill invites.');
  });

  it('polls ask for what has changed since two minutes before the last one, by the clock of Workable', async () => {
    world.spi.switches({ lose: Number.POSITIVE_INFINITY });
    const candidate = await moved(world);
    await world.restart();
    await passTime(world, 'it is invited', () => notesOf(world, candidate).length === 1);
    const polls = world.spi.requests.filter(({ path, query }) => path === '/candidates' && 'updated_after' in query);
    expect(polls.length).toBeGreaterThan(2);
    for (const { at, query } of polls) {
      const backMs = at - Date.parse(query.updated_after ?? '');
      expect([backMs > 2 * minute - 5 * second, backMs < 25 * minute]).toEqual([true, true]);
    }
  });

  it('who has left is known by one read a minute later', async () => {
    const candidate = await inviteCandidate(world);
    world.spi.switches({ lose: Number.POSITIVE_INFINITY });
    world.later(10 * second);
    const leftAt = world.spi.clock.now();
    world.spi.people.move(candidate.id, 'phone-screen');
    await passTime(world, 'it is withdrawn', () => notesOf(world, candidate).length === 2, 20 * second);
    expect(notesOf(world, candidate)[1]).toMatch(/^AI interview withdrawn/);
    const toldMs = (world.spi.comments(candidate.id)[1]?.createdAt ?? 0) - leftAt;
    expect([toldMs > minute, toldMs < 4 * minute]).toEqual([true, true]);
  });

  it("a comment whose answer was lost is found by a process that does not know Workable's clock yet", async () => {
    world.spi.fault({ method: 'POST', path: '/comments', how: 'drop', when: 'after', times: 1 });
    const candidate = await dragCandidate(world);
    await until('it is written', () => requestsAbout(candidate, 'POST', '/comments').length === 1);
    await world.restart();
    await inTime(world, 'it is found', async () => {
      const [entry] = (await applicationOf(candidate))?.entries ?? [];
      return entry?.state === 'written';
    });
    expect(notesOf(world, candidate)).toHaveLength(1);
  });

  it('a move of the time before the stay is not taken for one that a person has made since', async () => {
    const candidate = world.spi.people.create({ stage: 'applied' });
    world.spi.people.move(candidate.id, 'phone-screen');
    await world.spi.idle();
    world.later(10 * second);
    world.spi.people.move(candidate.id, world.stage);
    await world.spi.idle();
    world.later(minute + 5 * second);
    await untilNotes(world, candidate, 1);
    await scoreCandidate(world, candidate, 7.8, true);
    await until('it is moved on', () => requestsAbout(candidate, 'POST', '/move').length === 1);
  });
});
