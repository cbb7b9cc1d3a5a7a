import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from 'vitest';
import type { SpiCandidate } from '../../../sandbox/workable-spi/types.ts';
import { logged } from '../../../testing/operator.ts';
import { inviteCandidate, passTime, untilNotes } from '../../../testing/stage-candidates.ts';
import { inTime } from '../../../testing/stage-stays.ts';
import {
  invitationsOf,
  moved,
  notesOf,
  openStageWorld,
  pass,
  type StageWorld,
  untilTriggersHold,
} from '../../../testing/stage-world.ts';
import { day, hour, minute } from '../../../testing/times.ts';
import { secrets } from '../../../testing/world.ts';

let world: StageWorld;
beforeAll(async () => {
  world = await openStageWorld();
  // From now on the stages are known.
  await inviteCandidate(world);
});
afterAll(() => world.close());
afterEach(() => {
  world.spi.behave();
  world.later(10_000);
});

const readsOf = ({ id }: SpiCandidate) =>
  world.spi.requests.filter(({ method, path }) => method === 'GET' && path === `/candidates/${id}`).length;

/** Dragged at another second than they came, so that Workable's times tell both apart. */
async function dragged(): Promise<SpiCandidate> {
  const candidate = world.spi.people.create({ stage: 'applied' });
  await world.spi.idle();
  world.later(2_000);
  world.spi.people.move(candidate.id, world.stage);
  await world.spi.idle();
  return candidate;
}

describe('a signed webhook', () => {
  it('that says the stage invites without a read', async () => {
    const candidate = await dragged();
    world.later(61_000);
    await untilNotes(world, candidate, 1);
    expect([readsOf(candidate), invitationsOf(world, candidate)]).toEqual([0, 1]);
  });

  it('that was three minutes on its way is read first', async () => {
    world.spi.switches({ delay: 3 * minute });
    const candidate = await dragged();
    world.later(3 * minute);
    await world.spi.idle();
    await untilNotes(world, candidate, 1);
    expect(readsOf(candidate)).toBeGreaterThan(0);
  });

  it.each([
    ['updated_at', (sent: Sent) => delete sent.data.updated_at],
    ['updated_at and fired_at', (sent: Sent) => delete sent.data.updated_at && delete sent.fired_at],
  ])('without %s is read first', async (_, change) => {
    const { spi, stage } = world;
    const candidate = spi.people.create({ stage: 'applied' });
    await spi.idle();
    world.later(2_000);
    spi.switches({ lose: 1 });
    spi.people.move(candidate.id, stage);
    const lost = spi.deliveries.at(-1);
    const sent: Sent = JSON.parse(lost?.body ?? '');
    change(sent);
    expect(await send(lost?.target ?? '', JSON.stringify(sent))).toBe(200);
    await inTime(world, 'it is read', () => readsOf(candidate) > 0);
    world.later(61_000);
    await untilNotes(world, candidate, 1);
    expect(invitationsOf(world, candidate)).toBe(1);
  });

  it('of a disqualification is enough, and one of its revert goes on with the interview', async () => {
    const { spi } = world;
    const candidate = await inviteCandidate(world);
    spi.switches({ movedFiresOn: { move: true, disqualify: true, revert: true, relocate: false, copy: false } });
    const reads = readsOf(candidate);
    world.later(2_000);
    spi.people.disqualify(candidate.id);
    await spi.idle();
    const [, withdrawn] = await untilNotes(world, candidate, 2);
    expect([withdrawn?.split('\n')[0], readsOf(candidate)]).toEqual([
      'AI interview withdrawn: the candidate was disqualified.',
      reads,
    ]);
    world.later(2_000);
    spi.people.revert(candidate.id);
    await spi.idle();
    const [, , goesOn] = await untilNotes(world, candidate, 3);
    expect(goesOn).toMatch(/^AI interview continues, same link/);
    expect(invitationsOf(world, candidate)).toBe(1);
  });

  it('of a deletion may show the whole candidate', async () => {
    const candidate = await inviteCandidate(world);
    world.spi.switches({ deletedPayload: 'full' });
    world.spi.people.delete(candidate.id);
    await world.spi.idle();
    await passTime(world, 'it is erased', () => logged(world, 'erasure').length > 0, hour);
  });
});

describe('without any webhook', () => {
  it('lists that are five minutes behind show who has come', async () => {
    world.spi.switches({ lose: Number.POSITIVE_INFINITY, listLag: 300 });
    const candidate = await moved(world);
    await passTime(world, 'it is invited', () => notesOf(world, candidate).length === 1, 61_000);
    expect(invitationsOf(world, candidate)).toBe(1);
  });

  it('lists of more than a hundred rows are read to their end', async () => {
    const { spi } = world;
    spi.switches({ lose: Number.POSITIVE_INFINITY });
    for (let i = 0; i < 110; i += 1) spi.people.create({ stage: 'applied' });
    const last = await moved(world);
    await passTime(world, 'it is invited', () => notesOf(world, last).length === 1, 61_000);
    const isNext = ({ path, query }: (typeof spi.requests)[number]) => path === '/candidates' && 'since_id' in query;
    expect(spi.requests.some(isNext)).toBe(true);
    world.later(2 * minute);
    await pass(world);
  });

  it('the daily comparison finds whom no poll has shown', async () => {
    const { spi } = world;
    spi.switches({ lose: Number.POSITIVE_INFINITY });
    const isPoll = (query: Record<string, string>) => 'updated_after' in query;
    spi.fault({ method: 'GET', path: /^\/candidates$/, how: { status: 200, body: { candidates: [] } }, times: 30 });
    const candidate = await moved(world);
    for (let i = 0; i < 20; i += 1) await pass(world);
    spi.behave();
    spi.switches({ lose: Number.POSITIVE_INFINITY });
    await pass(world, hour);
    await pass(world);
    expect(notesOf(world, candidate)).toEqual([]);
    const before = spi.requests.length;
    world.later(day);
    await inTime(world, 'it is invited', () => notesOf(world, candidate).length === 1);
    const compared = spi.requests
      .slice(before)
      .filter(({ path, query }) => path === '/candidates' && !isPoll(query) && query.stage === world.stage);
    expect(compared.length).toBeGreaterThan(0);
  });

  it('a list that goes on at another host is not followed, and is asked for again', async () => {
    const { spi } = world;
    const hits: unknown[] = [];
    const other = createServer((request, response) => {
      hits.push(request.url);
      response.end('{"candidates":[]}');
    }).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const next = `http://127.0.0.1:${port}/spi/v3/candidates?limit=100&since_id=1`;
    spi.switches({ lose: 9 });
    const candidate = await moved(world);
    const body = { candidates: [], paging: { next } };
    spi.fault({ method: 'GET', path: /^\/candidates$/, how: { status: 200, body }, times: 1 });
    await inTime(world, 'it is said', () =>
      logged(world, 'connection').some((entry) => /goes on elsewhere/.test(JSON.stringify(entry))),
    );
    await passTime(world, 'the next poll shows the candidate', () => notesOf(world, candidate).length === 1, 61_000);
    other.close();
    expect(hits).toEqual([]);
  });
});

test('polls reach back two minutes from the last good one, a hundred rows at a time', async () => {
  const { spi } = world;
  const polls = () =>
    spi.requests.filter(
      ({ path, query, status }) => path === '/candidates' && 'updated_after' in query && status === 200,
    );
  await pass(world);
  await pass(world);
  await pass(world);
  const [before, last] = polls().slice(-2);
  expect(last?.query.limit).toBe('100');
  const from = Date.parse(last?.query.updated_after ?? '');
  expect(from).toBeLessThanOrEqual((before?.at ?? 0) - 2 * minute);
});

describe('in quiet hours', () => {
  const clockOf = (at: number) =>
    new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'Europe/Athens' }).format(at);
  const operator = { headers: { authorization: `Bearer ${secrets.operatorToken}` } };
  let endsAt: number;
  beforeAll(async () => {
    const now = world.clock.now();
    endsAt = Math.ceil((now + 2 * hour) / minute) * minute;
    const hours = `${clockOf(now - hour)}-${clockOf(endsAt)} Europe/Athens`;
    await world.restart({ STAGE_QUIET_HOURS: hours });
    await untilTriggersHold(world);
  });

  it('no candidate is invited before they end, and the list of candidates says so', async () => {
    const candidate = await dragged();
    await pass(world);
    await pass(world);
    const { body } = await world.ask('GET', '/api/v1/applications?account=default&limit=200', operator);
    const row = body.items.find((each: { candidate_id: string }) => each.candidate_id === candidate.id);
    expect(row).toMatchObject({ state: 'waiting', next_at: new Date(endsAt).toISOString() });
    expect([notesOf(world, candidate), invitationsOf(world, candidate)]).toEqual([[], 0]);
    world.later(endsAt - world.clock.now());
    await untilNotes(world, candidate, 1);
    expect(world.spi.comments(candidate.id)[0]?.createdAt).toBeGreaterThanOrEqual(endsAt);
    expect(invitationsOf(world, candidate)).toBe(1);
  });
});

describe('with a delay of ten minutes', () => {
  beforeAll(async () => {
    world.later(10_000);
    await world.restart({ STAGE_INVITE_DELAY: '10m' });
    await untilTriggersHold(world);
  });

  it('who stays is read and invited after it, and who leaves before leaves no trace', async () => {
    const [stays, leaves] = [await dragged(), await dragged()];
    world.later(8 * minute);
    world.spi.people.move(leaves.id, 'on-site');
    await world.spi.idle();
    await pass(world);
    expect([notesOf(world, stays), invitationsOf(world, stays)]).toEqual([[], 0]);
    world.later(2 * minute);
    await untilNotes(world, stays, 1);
    expect(readsOf(stays)).toBeGreaterThan(0);
    await pass(world);
    expect([notesOf(world, leaves), invitationsOf(world, leaves)]).toEqual([[], 0]);
  });
});

type Sent = { data: { updated_at?: string }; fired_at?: string };

async function send(target: string, body: string): Promise<number> {
  const key = world.env.WORKABLE_API_TOKEN ?? '';
  const signature = createHmac('sha256', key).update(body).digest('hex');
  const headers = { 'content-type': 'application/json', 'x-workable-signature': signature };
  const answer = await fetch(target, { method: 'POST', headers, body });
  await answer.text();
  return answer.status;
}
