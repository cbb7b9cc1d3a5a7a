import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { logged } from '../../../testing/operator.ts';
import { passTime } from '../../../testing/stage-candidates.ts';
import { openStageWorld, pass, type StageWorld } from '../../../testing/stage-world.ts';
import { until } from '../../../testing/world.ts';

let world: StageWorld;
beforeAll(async () => {
  world = await openStageWorld();
});
// Whatever a test has left to do is done: polling comes after the subscriptions.
beforeEach(() => pass(world));
afterAll(() => world.close());

const hour = 60 * 60_000;
const day = 24 * hour;
const events = ['candidate_created', 'candidate_deleted', 'candidate_moved'];

/** Those of the bridge, at the address that it has. */
function own(base = world.url) {
  return world.spi.subscriptions().filter(({ target }) => target.startsWith(`${base}/webhooks/workable/default/`));
}

function isWhole(rows = own()): boolean {
  const found = rows.map(({ event }) => event).sort();
  return JSON.stringify(found) === JSON.stringify(events);
}

const writes = () => world.spi.requests.filter(({ method, path }) => method !== 'GET' && path.startsWith('/subscr'));

describe('the subscriptions at Workable', () => {
  it('are one for each event, at an address of its own, for all jobs and stages', () => {
    expect(isWhole()).toBe(true);
    expect(new Set(own().map(({ target }) => target)).size).toBe(3);
    for (const { target, event, args } of own()) {
      expect(target).toMatch(new RegExp(`^${world.url}/webhooks/workable/default/${event}/[\\w-]{22,}$`));
      expect(args).toEqual({ account_id: 'acme', job_shortcode: '', stage_slug: '' });
    }
    expect(world.spi.warnings).toEqual([]);
  });

  it('stay as they are when the bridge starts again', async () => {
    const before = own().map(({ id }) => id);
    const calls = writes().length;
    world.later(10_000);
    const asked = world.spi.requests.length;
    await world.restart();
    await until('they are looked at', () =>
      world.spi.requests.slice(asked).some(({ path, status }) => path === '/subscriptions' && status === 200),
    );
    await pass(world);
    expect([own().map(({ id }) => id), writes().length]).toEqual([before, calls]);
  });

  it('are made anew within the hour when one has gone', async () => {
    const [lost] = own();
    world.spi.expireSubscription(lost?.id ?? 0);
    expect(isWhole()).toBe(false);
    world.later(hour);
    await until('there are three again', () => isWhole());
    expect(own().map(({ target }) => target)).not.toContain(lost?.target);
  });

  it('are made anew before they end', async () => {
    const { spi } = world;
    spi.switches({ validUntil: 3 * day });
    for (const { id } of own()) spi.expireSubscription(id);
    world.later(hour);
    await until('there are three again', () => isWhole());
    const short = own().map(({ id }) => id);
    spi.behave();
    world.later(2 * day + hour);
    await until('others stand in their place', () => isWhole() && own().every(({ id }) => !short.includes(id)));
    world.later(10_000);
  });

  it('of an hour at most are made anew in time, and not all the time', async () => {
    const { spi } = world;
    spi.switches({ validUntil: hour });
    for (const { id } of own()) spi.expireSubscription(id);
    world.later(hour);
    await until('there are three again', () => isWhole());
    const calls = writes().length;
    await pass(world);
    expect(writes().length).toBe(calls);
    world.later(40 * 60_000);
    await until('they are replaced', () => isWhole() && writes().length > calls);
    spi.behave();
    for (const { id } of own()) spi.expireSubscription(id);
    world.later(hour);
    await until('they last', () => isWhole() && own().every(({ validUntil }) => validUntil === undefined));
  });

  test.each([404, '[]'] as const)('are made where the empty list is %s', async (emptySubscriptions) => {
    const { spi } = world;
    spi.switches({ emptySubscriptions });
    for (const { id } of own()) spi.expireSubscription(id);
    world.later(hour);
    await until('there are three again', () => isWhole());
    spi.behave();
  });

  test.each(['event', 'account'] as const)('are made where a target is unique in its %s', async (targetUnique) => {
    const { spi } = world;
    spi.switches({ targetUnique, partialArgs: 422 });
    for (const { id } of own()) spi.expireSubscription(id);
    world.later(hour);
    await until('there are three again', () => isWhole());
    spi.behave();
  });

  it('are adopted where the answer to their making was lost', async () => {
    const { spi } = world;
    for (const { id } of own()) spi.expireSubscription(id);
    spi.fault({ method: 'POST', path: '/subscriptions', how: 'drop', when: 'after', times: 3 });
    world.later(hour);
    for (let tries = 0; tries < 3; tries += 1) {
      await until('one more is made', () => own().length > tries);
      world.later(5 * 60_000);
    }
    await until('there are three again', () => isWhole());
    await pass(world);
    expect(isWhole()).toBe(true);
  });

  it('get another address where one is taken that is not listed', async () => {
    const { spi } = world;
    const [gone] = own();
    spi.expireSubscription(gone?.id ?? 0);
    spi.fault({ method: 'POST', path: '/subscriptions', how: { status: 409, body: {} }, when: 'before', times: 1 });
    world.later(hour);
    await until('it waits', () => logged(world, 'connection').some(({ outcome }) => outcome === 'failed'));
    world.later(10_000);
    await until('there are three again', () => isWhole());
    const refused = writes().findLast(({ status }) => status === 409)?.body as { target: string };
    expect(own().map(({ target }) => target)).not.toContain(refused.target);
  });

  it('of others are never touched', async () => {
    const { spi } = world;
    const post = (target: string) =>
      fetch(`${spi.url}/subscriptions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${spi.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ target, event: 'candidate_moved' }),
      });
    world.later(10_000);
    const foreign = ['https://other.example/hook', `${world.url}/webhooks/workable/default-two/candidate_moved/n`];
    for (const target of foreign) expect((await post(target)).status).toBe(201);
    for (const { id } of own()) spi.expireSubscription(id);
    world.later(hour);
    await until('there are three again', () => isWhole());
    await pass(world);
    expect(spi.subscriptions().map(({ target }) => target)).toEqual(expect.arrayContaining(foreign));
  });

  it('too many of ours are removed', async () => {
    const { spi } = world;
    world.later(10_000);
    const answer = await fetch(`${spi.url}/subscriptions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${spi.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        target: `${world.url}/webhooks/workable/default/candidate_moved/of-a-lost-store`,
        event: 'candidate_moved',
      }),
    });
    expect(answer.status).toBe(201);
    expect(own()).toHaveLength(4);
    world.later(hour);
    await until('there are three', () => isWhole());
  });

  it('are made with the first token once it is another one', async () => {
    const { spi } = world;
    const second = 'second-token-of-tests-0123456789';
    spi.tokens.add({ kind: 'oauth', value: second, appSecret: second });
    const old = own().map(({ target }) => target);
    world.later(10_000);
    await world.restart({ WORKABLE_API_TOKEN: `${second},${world.env.WORKABLE_API_TOKEN}` });
    await until('they are those of the new token', () => isWhole() && own().every(({ token }) => token === second));
    expect(own().some(({ target }) => old.includes(target))).toBe(false);
    await world.restart();
    await until('and back', () => isWhole() && own().every(({ token }) => token !== second));
  });

  it('of an old account token are signed by either while both are set, and end with those of the new one', async () => {
    const { spi } = world;
    const [old, fresh] = ['old-account-token-0123456789', 'new-account-token-0123456789'];
    spi.tokens.add({ kind: 'account', value: old });
    world.later(10_000);
    await world.restart({ WORKABLE_API_TOKEN: old });
    await passTime(world, 'they are of the old one', () => isWhole() && own().every(({ token }) => token === old));
    spi.tokens.add({ kind: 'account', value: fresh });
    world.later(10_000);
    await world.restart({ WORKABLE_API_TOKEN: `${fresh},${old}` });
    for (const tokenRotated of ['old-signs', 'new-signs'] as const) {
      spi.switches({ tokenRotated });
      const { id } = spi.people.create({ stage: 'applied' });
      await spi.idle();
      const sent = spi.deliveries.filter(({ candidateId }) => candidateId === id);
      expect(new Set(sent.map(({ status }) => status))).toEqual(new Set([200]));
    }
    await passTime(world, 'they are of the new one', () => isWhole() && own().every(({ token }) => token === fresh));
    spi.behave();
    world.later(10_000);
    await world.restart();
    await passTime(world, 'and back', () => isWhole() && own().every(({ token }) => token !== fresh));
  });

  it('follow PUBLIC_URL', async () => {
    world.later(10_000);
    const elsewhere = 'https://bridge.example';
    await world.restart({ PUBLIC_URL: elsewhere });
    await until('they are at the new address', () => isWhole(own(elsewhere)) && own().length === 0);
    world.later(10_000);
    await world.restart();
    await until('and back', () => isWhole() && own(elsewhere).length === 0);
  });

  it('do without deletions where Workable does not know the event', async () => {
    const { spi } = world;
    const deletions = own().find(({ event }) => event === 'candidate_deleted');
    spi.expireSubscription(deletions?.id ?? 0);
    const refusal = { status: 422, body: { error: 'event is unknown' } };
    spi.fault({ method: 'POST', path: '/subscriptions', how: refusal, times: 1 });
    world.later(hour);
    await until('it is refused', () => writes().some(({ status }) => status === 422));
    const calls = writes().length;
    world.later(hour);
    await pass(world);
    expect([
      own()
        .map(({ event }) => event)
        .sort(),
      writes().length,
    ]).toEqual([['candidate_created', 'candidate_moved'], calls]);
    world.later(24 * hour);
    await until('a day later it is asked for again', () => isWhole());
  });
});
