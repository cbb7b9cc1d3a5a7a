import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { measured } from '../../../testing/metrics.ts';
import { invitationsOf, moved, notesOf, openStageWorld, pass, type StageWorld } from '../../../testing/stage-world.ts';
import { openTcpProxy } from '../../../testing/tcp-proxy.ts';
import { until } from '../../../testing/world.ts';

let world: StageWorld;
beforeAll(async () => {
  world = await openStageWorld();
});
afterAll(() => world.close());

type Sent = { body: string; target?: string; signature?: string | undefined };

/** A request as Workable sends it, to the address of `candidate_moved` where no other is given. */
async function send({ body, target = targetOf('candidate_moved'), signature = signatureOf(body) }: Sent) {
  const headers = { 'content-type': 'application/json', 'x-workable-signature': signature };
  const given = Object.entries(headers).filter((each) => each[1] !== '') as [string, string][];
  const answer = await fetch(target, { method: 'POST', headers: given, body });
  return { status: answer.status, text: await answer.text() };
}

function targetOf(event: string): string {
  const found = world.spi.subscriptions().find((each) => each.event === event);
  if (!found) throw new Error(`There is no subscription of ${event}`);
  return found.target;
}

function signatureOf(body: string, form: 'hex' | 'base64' = 'hex', key = world.env.WORKABLE_API_TOKEN ?? token) {
  return createHmac('sha256', key).update(body).digest(form);
}

const token = 'stage-door-token-of-tests-0123456789';
const emptyMove = () => JSON.stringify({ data: { id: '4d3' }, id: '4d3', fired_at: new Date().toISOString() });

function rejectedCount(): Promise<number> {
  return measured(world, 'bridge_webhooks_rejected');
}

describe('an address that is none of ours', () => {
  test.each([
    ['of an unknown account', (target: string) => target.replace('/default/', '/nobody/')],
    ['of an unknown event', (target: string) => target.replace('/candidate_moved/', '/candidate_hired/')],
    ['of an event of another nonce', (target: string) => target.replace('/candidate_moved/', '/candidate_created/')],
    ['of an unknown nonce', (target: string) => `${target}x`],
  ])('%s is answered 200, and nothing is done', async (_, change) => {
    const target = change(targetOf('candidate_moved'));
    expect(target).not.toBe(targetOf('candidate_moved'));
    const before = await rejectedCount();
    expect((await send({ body: 'no JSON', target, signature: '' })).status).toBe(200);
    expect(await rejectedCount()).toBe(before);
  });

  it('is found before the size and the signature are looked at', async () => {
    const target = `${targetOf('candidate_moved')}x`;
    expect((await send({ body: 'x'.repeat(1_200_000), target, signature: '' })).status).toBe(200);
  });
});

describe('the signature', () => {
  test.each([
    ['absent', () => ''],
    ['no hex or base64', () => 'z'.repeat(64)],
    ['of 31 bytes', (body: string) => signatureOf(body).slice(2)],
    ['of another token', (body: string) => signatureOf(body, 'hex', 'another-token')],
    ['of other bytes', (body: string) => signatureOf(`${body} `)],
    ['hex with base64 after it', (body: string) => signatureOf(body) + signatureOf(body, 'base64')],
  ])('that is %s is answered 401', async (_, signature) => {
    const body = emptyMove();
    const before = await rejectedCount();
    expect((await send({ body, signature: signature(body) })).status).toBe(401);
    expect(await rejectedCount()).toBe(before);
  });

  test.each([
    ['hex', (body: string) => signatureOf(body)],
    ['HEX', (body: string) => signatureOf(body).toUpperCase()],
    ['base64', (body: string) => signatureOf(body, 'base64')],
  ])('is taken in %s', async (_, signature) => {
    const body = emptyMove();
    expect((await send({ body, signature: signature(body) })).status).toBe(200);
  });

  it('is checked after the size, which is 1 MiB at most', async () => {
    const whole = JSON.stringify({ ...JSON.parse(emptyMove()), more: '' });
    const sized = (bytes: number) => whole.replace('"more":""', `"more":"${'x'.repeat(bytes - whole.length)}"`);
    expect((await send({ body: sized(1_048_576) })).status).toBe(200);
    expect((await send({ body: sized(1_048_577), signature: '' })).status).toBe(413);
  });

  it('is that of the very bytes, not of what they say', async () => {
    const body = emptyMove();
    const spaced = JSON.stringify(JSON.parse(body), null, 1);
    expect((await send({ body: spaced, signature: signatureOf(body) })).status).toBe(401);
    expect((await send({ body: spaced })).status).toBe(200);
  });
});

describe('a signed webhook that says nothing', () => {
  test.each([
    ['no JSON', () => 'so it goes'],
    ['no object', () => '[]'],
    ['without data', () => '{"id":"4d3"}'],
    ['without an id of the candidate', () => '{"data":{"name":"Ada"},"id":"4d3"}'],
    ['with an id that is no text', () => '{"data":{"id":4},"id":"4d3"}'],
    ['of another event than its address', () => '{"data":{"id":"4d3"},"id":"4d3","event_type":"candidate_deleted"}'],
    ['of an event that is no text', () => '{"data":{"id":"4d3"},"id":"4d3","event_type":{}}'],
    ['of another subdomain', () => '{"data":{"id":"4d3","account":{"subdomain":"other"}},"id":"4d3"}'],
  ])('%s: 200, and it is kept as rejected', async (_, body) => {
    const before = await rejectedCount();
    expect((await send({ body: body() })).status).toBe(200);
    expect(await rejectedCount()).toBe(before + 1);
  });

  test('of another subdomain erases no candidate either', async () => {
    const [before, body] = [await rejectedCount(), '{"data":{"id":"4d3","account":{"subdomain":"other"}},"id":"4d3"}'];
    expect((await send({ body, target: targetOf('candidate_deleted') })).status).toBe(200);
    expect(await rejectedCount()).toBe(before + 1);
  });
});

test('a candidate of the talent pool has no job, and is nothing to reject', async () => {
  const before = await rejectedCount();
  const { id } = world.spi.people.create({ job: null });
  await world.spi.idle();
  const sent = world.spi.deliveries.filter(({ candidateId }) => candidateId === id);
  expect(sent.map(({ event, status }) => [event, status])).toEqual([['candidate_created', 200]]);
  expect(await rejectedCount()).toBe(before);
});

test('another method is answered 405', async () => {
  expect((await fetch(targetOf('candidate_moved'))).status).toBe(405);
});

/** Long enough that whatever is to happen of it has happened. */
async function passes(): Promise<void> {
  await pass(world);
  await pass(world);
}

describe('what comes doubled, reordered, late or changed', () => {
  test.each([
    ['that comes twice', { double: 4 }],
    ['with an id of its own', { envelopeId: 'unique' as const }],
    ['signed in base64', { signature: 'base64' as const }],
    ['signed in HEX', { signature: 'HEX' as const }],
  ])('a move %s invites once', async (_, switches) => {
    world.later(10_000);
    world.spi.switches(switches);
    const candidate = await moved(world);
    world.spi.behave();
    world.later(61_000);
    await until('the invitation stands there', () => notesOf(world, candidate).length > 0);
    await passes();
    expect(notesOf(world, candidate)).toHaveLength(1);
    expect(invitationsOf(world, candidate)).toBe(1);
  });

  test.each(['created', 'created+moved'] as const)(
    'a candidate who is created in the stage is invited (%s)',
    async (createInStageFires) => {
      const { spi, stage } = world;
      world.later(10_000);
      spi.switches({ createInStageFires });
      const candidate = spi.people.create({ stage });
      await spi.idle();
      spi.behave();
      world.later(61_000);
      await until('the invitation stands there', () => notesOf(world, candidate).length > 0);
      expect(invitationsOf(world, candidate)).toBe(1);
    },
  );

  it('counts two moves of one candidate, which have the same id', async () => {
    const { spi, stage } = world;
    world.later(10_000);
    const candidate = await moved(world, 'phone-screen');
    world.later(2_000);
    spi.people.move(candidate.id, stage);
    await spi.idle();
    const own = spi.deliveries.filter(({ candidateId }) => candidateId === candidate.id);
    expect(new Set(own.map(({ body }) => JSON.parse(body).id))).toEqual(new Set([candidate.id]));
    world.later(61_000);
    await until('the invitation stands there', () => notesOf(world, candidate).length === 1);
  });

  it.each([true, false])(
    'takes the newest of two moves that come in the wrong order (replayShowsNow: %s)',
    async (replayShowsNow) => {
      const { spi, stage } = world;
      world.later(10_000);
      const candidate = spi.people.create({ stage: 'applied' });
      await spi.idle();
      spi.switches({ reorder: 2, replayShowsNow });
      spi.people.move(candidate.id, stage);
      world.later(2_000);
      spi.people.move(candidate.id, 'on-site');
      await spi.idle();
      spi.behave();
      await passes();
      expect([notesOf(world, candidate), invitationsOf(world, candidate)]).toEqual([[], 0]);
    },
  );

  it('invites no candidate who left before the webhook came that says they entered', async () => {
    const { spi, stage } = world;
    world.later(10_000);
    const candidate = spi.people.create({ stage: 'applied' });
    await spi.idle();
    spi.switches({ delay: 30_000 });
    spi.people.move(candidate.id, stage);
    world.later(1_000);
    spi.switches({ lose: 1 });
    spi.people.move(candidate.id, 'on-site');
    spi.behave();
    world.later(30_000);
    await spi.idle();
    await passes();
    expect([notesOf(world, candidate), invitationsOf(world, candidate)]).toEqual([[], 0]);
  });

  it('invites no candidate when an old move comes once more after the candidate has gone on', async () => {
    const { spi } = world;
    world.later(10_000);
    const candidate = await moved(world);
    const old = movesOf(candidate.id)[0];
    world.later(5_000);
    spi.people.move(candidate.id, 'on-site');
    await spi.idle();
    await pass(world);
    expect(await spi.resend(old)).toBe(200);
    await passes();
    expect([notesOf(world, candidate), invitationsOf(world, candidate)]).toEqual([[], 0]);
  });

  it('invites no candidate when an old move comes of a candidate who was deleted meanwhile', async () => {
    const { spi } = world;
    world.later(10_000);
    const candidate = await moved(world);
    const old = movesOf(candidate.id)[0];
    spi.people.delete(candidate.id);
    await spi.idle();
    await pass(world, 5 * 60_000);
    expect(await spi.resend(old)).toBe(200);
    await passes();
    expect(invitationsOf(world, candidate)).toBe(0);
  });
});

test('without Redis, Workable is asked to send it again', async () => {
  const proxy = await openTcpProxy(Number(new URL(world.redisUrl).port));
  const url = new URL(world.redisUrl);
  url.port = String(proxy.port);
  await world.restart({ REDIS_URL: url.href });
  const target = targetOf('candidate_moved');
  proxy.refuse();
  expect((await send({ body: emptyMove(), target })).status).toBe(503);
  // An unknown account needs no Redis.
  expect((await send({ body: emptyMove(), target: target.replace('/default/', '/nobody/') })).status).toBe(200);
  proxy.accept();
  await until('Redis is back', async () => (await send({ body: emptyMove(), target })).status === 200);
  await world.restart();
  await proxy.close();
});

function movesOf(id: string) {
  const found = world.spi.deliveries.filter((each) => each.candidateId === id && each.event === 'candidate_moved');
  const [first, ...rest] = found;
  if (!first) throw new Error('No move was delivered');
  return [first, ...rest] as const;
}
