import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import { limits } from '../../src/limits.ts';
import { eventShardOf } from '../../src/store/events.ts';
import { eventShards, eventsKey } from '../../src/store/keys.ts';
import { openWorldOf, scoreOf } from '../../testing/accounts.ts';
import { watch } from '../../testing/child.ts';
import { type HeardEvent, hear, pageOf } from '../../testing/events.ts';
import { expectError } from '../../testing/expect-error.ts';
import { scoreAttempt, sendInterview } from '../../testing/interviews.ts';
import { metricsOf, untilDelivery } from '../../testing/operator.ts';
import { namesOf } from '../../testing/peek.ts';
import { openSecondBridge } from '../../testing/second-bridge.ts';
import { openSocket } from '../../testing/wire.ts';
import { askBridge, createBody, openWorld, secrets, until, type World } from '../../testing/world.ts';

vi.setConfig({ testTimeout: 90_000 });

const path = '/api/v1/events';
const operator = { authorization: `Bearer ${secrets.operatorToken}` };
const keyOfDefault = eventsKey(eventShardOf('default'));
const isDelivered = ({ event, outcome }: HeardEvent) => event === 'delivery' && outcome === 'acknowledged';

let world: World;
let redis: Redis;
beforeEach(async () => {
  world = await openWorld();
  redis = new Redis(world.redisUrl);
});
afterEach(async () => {
  redis.disconnect();
  await world.close();
});

/** An interview with a result that Workable has. */
async function deliverOne(): Promise<string> {
  const sent = await sendInterview(world);
  await scoreAttempt(world, sent);
  await untilDelivery(world, sent, 'acknowledged');
  return sent.id;
}

/** Everything that is kept, read in small pages. */
async function allPages(of: Pick<World, 'url'> = world): Promise<HeardEvent[]> {
  const events: HeardEvent[] = [];
  for (let after = '0'; ; ) {
    const { body } = await pageOf(of, `?after=${after}&limit=2`);
    if (body.items.length === 0) return events;
    events.push(...body.items);
    after = body.next_cursor;
  }
}

/** Writes events as the bridge would, so many for each of these shards. */
async function fill(count: number, shards: readonly number[], account = 'default'): Promise<void> {
  const text = JSON.stringify({ at: '', account, event: 'poll', outcome: 'answered', detail: 'x'.repeat(200) });
  const pipeline = redis.pipeline();
  for (const shard of shards) {
    for (let i = 0; i < count; i += 1) pipeline.xadd(eventsKey(shard), '*', 'event', text);
  }
  await pipeline.exec();
}

describe('a listener', () => {
  it('hears what happens, in order and in ids', async () => {
    const heard = await hear(world);
    const id = await deliverOne();
    await heard.until(isDelivered);
    expect(heard.events[0]).toEqual({
      id: expect.stringMatching(/^\d-\d+-\d+$/),
      at: expect.stringMatching(/^20\d\d-\d\d-\d\dT[\d:.]+Z$/),
      account: 'default',
      event: 'invitation',
      outcome: 'invited',
      interview_id: id,
    });
    expect(heard.events.map(({ event, outcome }) => `${event} ${outcome}`)).toEqual([
      'invitation invited',
      'webhook observed',
      'details answered',
      'delivery acknowledged',
    ]);
    expect(heard.events.at(-1)?.detail).toBe('200');
    expect(heard.events[1]?.attempt_id).toBe(world.vendor.control.attempts[0]?.id);
    expect(await allPages()).toEqual(heard.events);
    heard.close();
  });

  it('hears nothing of before, unless it asks for it', async () => {
    const before = await deliverOne();
    const [now, all] = await Promise.all([hear(world), hear(world, '?after=0')]);
    const later = await deliverOne();
    await Promise.all([
      now.until(isDelivered),
      all.until((event) => isDelivered(event) && event.interview_id === later),
    ]);
    expect(new Set(now.events.map(({ interview_id }) => interview_id))).toEqual(new Set([later]));
    expect(new Set(all.events.map(({ interview_id }) => interview_id))).toEqual(new Set([before, later]));
    for (const each of [now, all]) each.close();
  });

  it('that comes back after a restart misses nothing and hears nothing twice', async () => {
    const first = await hear(world, '?after=0');
    const idle = await hear(world);
    await deliverOne();
    await first.until(isDelivered);
    await world.restart();
    await Promise.all([first.ended, idle.ended]);
    const missed = await deliverOne();
    // A browser repeats the URL: the header counts.
    const second = await hear(world, '?after=0', first.lastId());
    await second.until((event) => isDelivered(event) && event.interview_id === missed);
    expect([...first.events, ...second.events]).toEqual(await allPages());
    second.close();
  });

  it('that is gone before anything happened knows where to come back', async () => {
    const first = await hear(world);
    first.close();
    const id = await deliverOne();
    const second = await hear(world, '', first.lastId());
    await second.until(isDelivered);
    expect(second.events[0]).toMatchObject({ event: 'invitation', interview_id: id });
    second.close();
  });

  it('comes back at every event to the one behind it', async () => {
    await Promise.all([fill(7, [1], 'a'), fill(7, [2], 'b')]);
    await deliverOne();
    const all = await hear(world, '?after=0');
    await all.until(isDelivered);
    for (const [i, place] of all.places.entries()) {
      const { body } = await pageOf(world, `?after=${place}`);
      expect(body.items).toEqual(all.events.slice(i + 1));
    }
    all.close();
  });

  it('hears what other processes do', async () => {
    const second = await openSecondBridge(world, { ROLES: 'web' });
    const [here, there] = await Promise.all([hear(world), hear(second)]);
    const { body } = await second.ask('POST', '/interviews', { body: createBody(world) });
    for (const heard of [here, there]) {
      expect(await heard.until(({ event }) => event === 'invitation')).toMatchObject({
        interview_id: body.interview_id,
      });
      heard.close();
    }
    await second.close();
  });

  it('gets a sign of life, with which its place stays fresh', async () => {
    const heard = await hear(world);
    const before = heard.lastId();
    await until('there is a heartbeat', () => heard.heartbeats() > 0);
    expect(heard.lastId()).not.toBe(before);
    expect(heard.events).toEqual([]);
    heard.close();
  });

  it('that does not read is ended, and what happens is kept for it', async () => {
    const shards = Array.from({ length: eventShards }, (_, shard) => shard);
    await fill(5_000, shards);
    const socket = await openSocket(world.url);
    socket.pause();
    socket.write(`GET ${path}?after=0 HTTP/1.1\r\nHost: x\r\nAuthorization: ${operator.authorization}\r\n\r\n`);
    const others = await hear(world);
    const ended = once(socket, 'close');
    await deliverOne();
    await others.until(isDelivered);
    await until('its place is free', async () => (await listening()) === 1, limits.eventsUnreadMs + 30_000);
    others.close();
    socket.destroy();
    await ended;
  });

  it('has no place where too many listen already', async () => {
    const all = await Promise.all(Array.from({ length: limits.eventListeners }, () => hear(world)));
    const headers = { ...operator, accept: 'text/event-stream' };
    expectError(await askBridge(`${world.url}${path}`, 'GET', { headers }), 503, 'Too many listen to events');
    // Pages are for everybody.
    expect((await pageOf(world)).status).toBe(200);
    all[0]?.close();
    await until('there is a place', () =>
      hear(world).then(
        (heard) => heard.close() ?? true,
        () => false,
      ),
    );
    for (const each of all) each.close();
  });

  it('as the documentation writes one hears everything once, over a restart', async ({ onTestFinished }) => {
    const [, code = ''] = /```js\n(.*?)```/s.exec(readFileSync('docs/events.md', 'utf8')) ?? [];
    const directory = mkdtempSync(join(tmpdir(), 'bridge-events-'));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    writeFileSync(join(directory, 'listen.mjs'), code);
    const env = { OPERATOR_TOKEN: secrets.operatorToken, BRIDGE_URL: world.url };
    const example = watch(spawn(process.execPath, ['listen.mjs'], { cwd: directory, env }));
    onTestFinished(() => example.kill());
    const first = await deliverOne();
    await until('it is heard', () => example.stdout().split(first).length === 5);
    await world.restart();
    const second = await deliverOne();
    await until('that is heard too', () => example.stdout().split(second).length === 5);
    expect(example.stdout().split(first)).toHaveLength(5);
  });

  it('of one account hears nothing of others', async () => {
    await world.close();
    world = await openWorldOf(['globex']);
    const heard = await hear(world, '?account=globex&after=0');
    for (const account of ['acme', 'globex', 'acme']) await scoreOf(world, account);
    await heard.until(isDelivered);
    expect(new Set(heard.events.map(({ account }) => account))).toEqual(new Set(['globex']));
    const ofAll = await allPages();
    expect(heard.events).toEqual(ofAll.filter(({ account }) => account === 'globex').slice(0, heard.events.length));
    expect(new Set(ofAll.map(({ account }) => account))).toEqual(new Set(['acme', 'globex']));
    expect((await pageOf(world, `?account=acme&after=${heard.lastId()}`)).status).toBe(400);
    heard.close();
  });
});

describe('a cursor', () => {
  test.each([
    'rubbish',
    '1',
    '1.zzz',
    '1.0..0-0',
    `1.0..${'0-0.'.repeat(9)}0-0`,
    '1.0..~-1',
    `2.0..0-0${'.0-0'.repeat(7)}`,
  ])('that was never given is refused: %s', async (after) => {
    const message = 'Invalid query parameter: after should be a cursor that this API gave';
    expectError(await pageOf(world, `?after=${after}`), 400, message);
    const headers = { ...operator, 'last-event-id': after };
    expectError(await askBridge(`${world.url}${path}`, 'GET', { headers }), 400, message);
  });

  it('that is older than what is kept is gone', async () => {
    const { body } = await pageOf(world);
    world.clock.advance(limits.eventsMs - 60_000);
    expect((await pageOf(world, `?after=${body.next_cursor}`)).status).toBe(200);
    world.clock.advance(120_000);
    for (const accept of ['application/json', 'text/event-stream']) {
      const headers = { ...operator, accept };
      const answer = await askBridge(`${world.url}${path}?after=${body.next_cursor}`, 'GET', { headers });
      expectError(answer, 410, 'Events after this cursor are no longer kept: begin with after=0, or without');
    }
  });

  it('behind which too much has happened is gone, and one behind that is not', async () => {
    await deliverOne();
    const early = (await pageOf(world, '?after=0&limit=1')).body.next_cursor;
    await fill(limits.eventsOfStream + 200, [eventShardOf('default')]);
    const late = (await pageOf(world)).body.next_cursor;
    expect((await pageOf(world, `?after=${early}`)).status).toBe(200);
    await deliverOne();
    expect(await redis.xlen(keyOfDefault)).toBeLessThan(limits.eventsOfStream + 200);
    expect((await pageOf(world, `?after=${early}`)).status).toBe(410);
    expect((await pageOf(world, `?after=${late}`)).body.items).toHaveLength(4);
    expect((await pageOf(world, '?after=0')).body.items).toHaveLength(limits.eventsOfPage);
  });

  it('that was given when nothing was there yet is gone once something may be missing', async () => {
    const [early, first] = [(await pageOf(world, '?after=0')).body.next_cursor, await pageOf(world)];
    await fill(limits.eventsOfStream, [eventShardOf('default')]);
    await redis.xtrim(keyOfDefault, 'MAXLEN', '=', limits.eventsOfStream - 1);
    for (const after of [early, first.body.next_cursor]) {
      expect((await pageOf(world, `?after=${after}`)).status).toBe(410);
    }
    expect((await pageOf(world, '?after=0')).status).toBe(200);
  });

  test.each(['limit=0', `limit=${limits.eventsOfPage + 1}`, 'limit=x', 'limit=1&limit=2', 'account=A_B'])(
    'does not help a query that is wrong: %s',
    async (query) => {
      expect(await pageOf(world, `?${query}`)).toMatchObject({ status: 400 });
    },
  );
});

describe('a request for events', () => {
  it.each(['acount=acme', 'after=0&toString=1', '=1'])(
    'with "%s" is refused: it would be heard more than it asks',
    async (query) => {
      const { status, body } = await askBridge(`${world.url}${path}?${query}`, 'GET', { headers: operator });
      expect([status, body.message]).toEqual([400, expect.stringMatching(/^Unknown query parameter: /)]);
    },
  );
});

describe('what happens', () => {
  it('is for the operator alone', async () => {
    for (const authorization of [`Bearer ${secrets.providerToken}`, `Bearer ${secrets.webhookSecret}`]) {
      expectError(await askBridge(`${world.url}${path}`, 'GET', { headers: { authorization } }), 401, 'Invalid Token');
    }
    const noToken = { authorization: undefined };
    expectError(await askBridge(`${world.url}${path}`, 'GET', { headers: noToken }), 401, 'Missing Token');
    expectError(await askBridge(`${world.url}${path}`, 'POST', { headers: operator }), 405, 'Method Not Allowed');
    expect(await askBridge(`${world.url}${path}`, 'HEAD', { headers: operator })).toMatchObject({
      status: 200,
      text: '',
    });
  });

  it('is not kept where it could not be read', async () => {
    await world.restart({ OPERATOR_TOKEN: undefined });
    await deliverOne();
    expect((await namesOf(world.redisUrl)).filter((name) => name.includes('{events:'))).toEqual([]);
    expect((await pageOf(world)).status).toBe(404);
  });

  it('goes on although Redis does not take the event, which is counted', async () => {
    await redis.set(keyOfDefault, 'of another type');
    await deliverOne();
    expect(await metricsOf(world)).toMatch(/^bridge_events_lost_total 4$/m);
    expect((await pageOf(world, '?after=0')).status).toBe(503);
  });

  it('is not told of what others wrote to Redis', async () => {
    await redis.xadd(keyOfDefault, '*', 'event', 'rubbish');
    await redis.xadd(keyOfDefault, '*', 'rubbish', '{}');
    const id = await deliverOne();
    expect(new Set((await allPages()).map(({ interview_id }) => interview_id))).toEqual(new Set([id]));
  });

  it('to strangers is not told: they could push out all that matters', async () => {
    await askBridge(`${world.url}/webhooks/jobmojito`, 'POST', {
      headers: { authorization: 'Bearer wrong' },
      body: {},
    });
    expect((await pageOf(world, '?after=0')).body.items).toEqual([]);
  });
});

async function listening(): Promise<number> {
  return Number(/^bridge_event_listeners (\d+)$/m.exec(await metricsOf(world))?.[1]);
}
