import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { createSpiClock } from '../../../sandbox/workable-spi/clock.ts';
import { createWorkableSpi, type WorkableSpi } from '../../../sandbox/workable-spi/server.ts';
import { until } from '../../../testing/world.ts';
import { call, closedJob, job, openReceiver, spiPerTest, subscribe } from './open-spi.ts';

let spi: WorkableSpi;
let receiver: Awaited<ReturnType<typeof openReceiver>>;
/** What the receiver answers first, before 200. */
let statuses: number[];

spiPerTest((fresh) => {
  spi = fresh;
});
beforeEach(async () => {
  statuses = [];
  receiver = await openReceiver(statuses);
});
afterEach(() => receiver.close());

const events = () => receiver.received.map(({ envelope }) => envelope.event_type);
const stages = () => receiver.received.map(({ data }) => data.stage);
const subscribeAll = () => subscribe(spi, receiver.url, 'candidate_created', 'candidate_moved', 'candidate_deleted');

describe('a delivery', () => {
  it('is the candidate in an envelope, whose id is that of the candidate', async () => {
    await subscribeAll();
    const { id } = spi.people.create({ firstname: 'Ana', lastname: 'Novak', email: 'ana@example.test' });
    await spi.idle();
    const [first] = receiver.received;
    expect(Object.keys(first!.envelope)).toEqual(['data', 'id', 'resource_type', 'event_type', 'fired_at']);
    expect(first!.envelope).toMatchObject({
      id,
      resource_type: 'candidate',
      event_type: 'candidate_created',
      fired_at: new Date(spi.clock.now()).toISOString(),
      data: {
        id,
        email: 'ana@example.test',
        stage: 'Applied',
        job: { shortcode: job },
        account: { subdomain: 'acme' },
      },
    });
    expect(first!.path).toBe('/candidate_created');
  });

  it('has an id of its own where envelopeId = unique', async () => {
    spi.switches({ envelopeId: 'unique' });
    await subscribeAll();
    const { id } = spi.people.create();
    spi.people.move(id, 'phone-screen');
    await spi.idle();
    expect(new Set([id, ...receiver.received.map(({ envelope }) => envelope.id)]).size).toBe(3);
  });

  it('of two moves of one candidate has the same id twice', async () => {
    await subscribeAll();
    const { id } = spi.people.create();
    spi.people.move(id, 'phone-screen');
    spi.people.move(id, 'ai-interview');
    await spi.idle();
    expect(receiver.received.map(({ envelope }) => envelope.id)).toEqual([id, id, id]);
  });

  it.each([
    ['hex', /^[0-9a-f]{64}$/],
    ['HEX', /^[0-9A-F]{64}$/],
    ['base64', /^[0-9A-Za-z+/]{43}=$/],
  ] as const)('is signed over its bytes, in %s', async (signature, form) => {
    spi.switches({ signature });
    await subscribeAll();
    spi.people.create({ firstname: 'Zoë' });
    await spi.idle();
    const [{ signature: given, text }] = receiver.received as [(typeof receiver.received)[number]];
    expect(given).toMatch(form);
    const bytes = Buffer.from(given, signature === 'base64' ? 'base64' : 'hex');
    expect(bytes).toEqual(createHmac('sha256', spi.token).update(text).digest());
  });

  it('shows the candidate when it is sent, not when it was fired', async () => {
    await subscribeAll();
    const { id } = spi.people.create();
    await spi.idle();
    spi.switches({ delay: 30_000 });
    spi.people.move(id, 'phone-screen');
    const firedAt = new Date(spi.clock.now()).toISOString();
    await spi.idle();
    expect(events()).toEqual(['candidate_created']);
    spi.clock.advance(1_000);
    spi.switches({ delay: 0 });
    spi.people.move(id, 'ai-interview');
    spi.clock.advance(29_000);
    await spi.idle();
    expect(stages()).toEqual(['Applied', 'AI Interview', 'AI Interview']);
    expect(receiver.received[2]?.envelope.fired_at).toBe(firedAt);
  });

  it('of the talent pool has no job, and is off by its switch', async () => {
    await subscribeAll();
    spi.people.create({ job: null });
    await spi.idle();
    expect(receiver.received[0]?.data).toMatchObject({ talent_pool: { identifier: expect.any(String) } });
    expect(receiver.received[0]?.data).not.toHaveProperty('job');
    spi.switches({ talentPoolEvents: false });
    spi.people.create({ job: null });
    await spi.idle();
    expect(receiver.received).toHaveLength(1);
  });

  it('of a deletion has the id alone, or the whole candidate', async () => {
    await subscribeAll();
    const ids = [spi.people.create().id, spi.people.create().id] as const;
    spi.people.delete(ids[0]);
    await spi.idle();
    spi.switches({ deletedPayload: 'full' });
    spi.people.delete(ids[1]);
    await spi.idle();
    const [byId, full] = receiver.received.filter(({ path }) => path === '/candidate_deleted');
    expect(byId?.data).toEqual({ id: ids[0] });
    expect(full?.data).toMatchObject({ id: ids[1], stage: 'Applied' });
  });
});

describe('a key', () => {
  const isSignedWith = (key: string) => {
    const { text, signature } = receiver.received.at(-1)!;
    return createHmac('sha256', key).update(text).digest('hex') === signature;
  };

  it('is the token of the subscription after a rotation, or the new one where tokenRotated = new-signs', async () => {
    await subscribeAll();
    const token = spi.tokens.rotate();
    spi.tokens.revoke(spi.token);
    spi.people.create();
    await spi.idle();
    expect(isSignedWith(spi.token)).toBe(true);
    spi.switches({ tokenRotated: 'new-signs' });
    spi.people.create();
    await spi.idle();
    expect(isSignedWith(token)).toBe(true);
  });

  it('is the new token where the subscription was made with it', async () => {
    const token = spi.tokens.rotate();
    const body = { target: `${receiver.url}/new`, event: 'candidate_created' };
    await call(spi, 'POST', '/subscriptions', { body, token });
    spi.people.create();
    await spi.idle();
    expect(isSignedWith(token)).toBe(true);
  });

  it('of an OAuth application is its secret', async () => {
    const token = spi.tokens.add({ kind: 'oauth', appSecret: 'the-secret' });
    const body = { target: `${receiver.url}/new`, event: 'candidate_created' };
    await call(spi, 'POST', '/subscriptions', { body, token });
    spi.people.create();
    await spi.idle();
    expect(isSignedWith('the-secret')).toBe(true);
  });
});

describe('a delivery that is not answered with 200', () => {
  beforeEach(async () => {
    await subscribe(spi, receiver.url, 'candidate_created');
  });

  it.each([204, 401, 500])('but with %i is repeated, each time after the spacing', async (status) => {
    statuses.push(status, status);
    spi.switches({ retry: { times: 3, spacingMs: 60_000 } });
    spi.people.create();
    await spi.idle();
    expect(receiver.received).toHaveLength(1);
    for (const tries of [2, 3, 3]) {
      spi.clock.advance(59_999);
      await spi.idle();
      spi.clock.advance(1);
      await spi.idle();
      expect(receiver.received).toHaveLength(tries);
    }
    expect(spi.deliveries.map(({ attempt, status: answered }) => [attempt, answered])).toEqual([
      [1, status],
      [2, status],
      [3, 200],
    ]);
  });

  it.each([0, 3, 10])('is repeated %i times and no more', async (times) => {
    statuses.push(...Array(20).fill(500));
    spi.switches({ retry: { times, spacingMs: 1_000 } });
    spi.people.create();
    for (let i = 0; i < 12; i += 1) {
      await spi.idle();
      spi.clock.advance(1_000);
    }
    expect(receiver.received).toHaveLength(times + 1);
  });

  it.each([
    [true, 'Phone Screen'],
    [false, 'Applied'],
  ])('shows the candidate of then: replayShowsNow = %s', async (replayShowsNow, stage) => {
    statuses.push(500);
    spi.switches({ replayShowsNow, retry: { times: 1, spacingMs: 1_000 } });
    const { id } = spi.people.create();
    await spi.idle();
    spi.people.move(id, 'phone-screen');
    spi.clock.advance(1_000);
    await spi.idle();
    expect(stages()).toEqual(['Applied', stage]);
  });

  it('is recorded as 0 when nothing listens', async () => {
    await receiver.close();
    spi.people.create();
    await spi.idle();
    expect(spi.deliveries).toMatchObject([{ status: 0, attempt: 1, isLost: false }]);
  });
});

describe('on a bad day a delivery', () => {
  beforeEach(async () => {
    await subscribeAll();
  });

  it('gets lost for good', async () => {
    spi.switches({ lose: 1 });
    const { id } = spi.people.create();
    spi.people.move(id, 'phone-screen');
    await spi.idle();
    spi.clock.advance(3_600_000);
    await spi.idle();
    expect(events()).toEqual(['candidate_moved']);
    expect(spi.deliveries.map(({ isLost }) => isLost)).toEqual([true, false]);
  });

  it('is sent twice', async () => {
    spi.switches({ double: 1 });
    const { id } = spi.people.create();
    spi.people.move(id, 'phone-screen');
    await spi.idle();
    expect(events().sort()).toEqual(['candidate_created', 'candidate_created', 'candidate_moved']);
  });

  it('comes after a later one', async () => {
    const { id } = spi.people.create();
    await spi.idle();
    spi.switches({ reorder: 2 });
    spi.people.move(id, 'phone-screen');
    const firstAt = new Date(spi.clock.now()).toISOString();
    await spi.idle();
    expect(receiver.received).toHaveLength(1);
    spi.clock.advance(5);
    spi.people.move(id, 'ai-interview');
    await spi.idle();
    const firedAt = receiver.received.map(({ envelope }) => envelope.fired_at);
    expect(firedAt.slice(1)).toEqual([new Date(spi.clock.now()).toISOString(), firstAt]);
  });

  it('that waits for a later one is sent when the switch is put back', async () => {
    spi.switches({ reorder: 5 });
    spi.people.create();
    await spi.idle();
    expect(receiver.received).toEqual([]);
    spi.switches({ reorder: 0 });
    await spi.idle();
    expect(receiver.received).toHaveLength(1);
  });
});

test('a delivery can be sent again at any address, byte for byte', async () => {
  await subscribeAll();
  spi.people.create();
  await spi.idle();
  const [delivery] = spi.deliveries;
  expect(await spi.resend(delivery!, `${receiver.url}/elsewhere`)).toBe(200);
  const [first, second] = receiver.received;
  expect(second).toEqual({ ...first, path: '/elsewhere' });
});

describe('what fires', () => {
  /** The events since the last call. */
  let seen: number;
  const fresh = async () => {
    await spi.idle();
    const all = events();
    const news = all.slice(seen);
    seen = all.length;
    return news.sort();
  };
  beforeEach(async () => {
    seen = 0;
    await subscribeAll();
  });
  const moves = { move: true, disqualify: false, revert: false, relocate: false, copy: false };

  it('a move fires candidate_moved, unless the switch is off', async () => {
    const { id } = spi.people.create();
    spi.people.move(id, 'phone-screen');
    expect(await fresh()).toEqual(['candidate_created', 'candidate_moved']);
    spi.switches({ movedFiresOn: { ...moves, move: false } });
    spi.people.move(id, 'ai-interview');
    expect(await fresh()).toEqual([]);
  });

  it('a disqualification and its revert fire nothing, or candidate_moved', async () => {
    const { id } = spi.people.create();
    await fresh();
    spi.people.disqualify(id);
    spi.people.revert(id);
    expect(await fresh()).toEqual([]);
    spi.switches({ movedFiresOn: { ...moves, disqualify: true, revert: true } });
    spi.people.disqualify(id);
    expect(await fresh()).toEqual(['candidate_moved']);
    spi.people.revert(id);
    expect(await fresh()).toEqual(['candidate_moved']);
  });

  it('a relocation fires candidate_created, or what the switches say', async () => {
    const { id } = spi.people.create();
    await fresh();
    const moved = spi.people.relocate(id, closedJob);
    expect(await fresh()).toEqual(['candidate_created']);
    expect(receiver.received.at(-1)?.data.id).toBe(moved.id);
    spi.switches({
      relocateFiresCreated: false,
      relocateFiresDeleted: true,
      movedFiresOn: { ...moves, relocate: true },
    });
    spi.people.relocate(moved.id, job);
    expect(await fresh()).toEqual(['candidate_deleted', 'candidate_moved']);
  });

  it('a copy fires candidate_created, or what the switches say', async () => {
    const { id } = spi.people.create();
    await fresh();
    spi.people.copy(id, closedJob);
    expect(await fresh()).toEqual(['candidate_created']);
    spi.switches({ copyFiresCreated: false, movedFiresOn: { ...moves, copy: true } });
    spi.people.copy(id, closedJob);
    expect(await fresh()).toEqual(['candidate_moved']);
  });

  it('a creation straight into a stage fires candidate_created, and candidate_moved by its switch', async () => {
    spi.people.create({ stage: 'ai-interview' });
    expect(await fresh()).toEqual(['candidate_created']);
    spi.switches({ createInStageFires: 'created+moved' });
    spi.people.create({ stage: 'ai-interview' });
    expect(await fresh()).toEqual(['candidate_created', 'candidate_moved']);
  });

  it.each([
    ['nothing', []],
    ['created', ['candidate_created']],
    ['moved', ['candidate_moved']],
  ] as const)('a second application fires %s', async (reapplicationFires, fired) => {
    spi.switches({ reapplicationFires });
    const email = 'ana@example.test';
    spi.people.create({ email, isSourced: true });
    await fresh();
    spi.people.create({ email });
    expect(await fresh()).toEqual(fired);
  });

  it('comments, ratings and edits fire nothing', async () => {
    const { id } = spi.people.create();
    await fresh();
    spi.people.comment(id, 'Hello');
    spi.people.rate(id, 2);
    spi.people.edit(id, { phone: '1' });
    expect(await fresh()).toEqual([]);
  });

  it('in a job or a stage of a subscription’s args alone is delivered to it', async () => {
    const args = { account_id: 'acme', job_shortcode: job, stage_slug: 'ai-interview' };
    await call(spi, 'POST', '/subscriptions', {
      body: { target: `${receiver.url}/narrow`, event: 'candidate_moved', args },
    });
    const [here, there] = [spi.people.create(), spi.people.create({ job: closedJob })];
    spi.people.move(here.id, 'phone-screen');
    spi.people.move(here.id, 'ai-interview');
    spi.people.move(there.id, 'ai-interview');
    await spi.idle();
    const narrow = receiver.received.filter(({ path }) => path === '/narrow');
    expect(narrow.map(({ data }) => data.id)).toEqual([here.id]);
  });
});

test('with the real clock retries come by themselves', async () => {
  let now = Date.now();
  const running = await createWorkableSpi({ clock: createSpiClock({ base: () => now }) });
  statuses.push(500);
  running.switches({ retry: { times: 1, spacingMs: 3_600_000 } });
  await call(running, 'POST', '/subscriptions', { body: { target: receiver.url, event: 'candidate_created' } });
  running.people.create();
  await running.idle();
  now += 3_600_000;
  await until('it is repeated', () => receiver.received.length === 2);
  await running.close();
});

test('a close gives up deliveries that are not answered', async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const closing = await createWorkableSpi();
  await call(closing, 'POST', '/subscriptions', {
    body: { target: `http://127.0.0.1:${port}/`, event: 'candidate_created' },
  });
  closing.people.create();
  await until('it is sent', () => closing.deliveries.length === 1);
  const before = performance.now();
  await closing.close();
  expect(performance.now() - before).toBeLessThan(5_000);
  expect(closing.deliveries).toMatchObject([{ status: 0 }]);
  silent.close();
  silent.closeAllConnections();
});
