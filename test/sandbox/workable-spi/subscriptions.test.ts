import { describe, expect, it } from 'vitest';
import type { WorkableSpi } from '../../../sandbox/workable-spi/server.ts';
import { call, spiPerTest } from './open-spi.ts';

let spi: WorkableSpi;
spiPerTest((fresh) => {
  spi = fresh;
});

const target = 'https://bridge.example.test/webhooks/1';
const event = 'candidate_moved';
const post = (body: unknown, token?: string) => call(spi, 'POST', '/subscriptions', { body, token });
const list = async (token?: string) => (await call(spi, 'GET', '/subscriptions', { token })).body.subscriptions;

describe('a subscription', () => {
  it('is made, listed and deleted', async () => {
    const made = await post({ target, event, args: { account_id: 'acme', job_shortcode: '', stage_slug: 'offer' } });
    expect([made.status, made.body]).toEqual([201, { id: expect.any(Number) }]);
    const { id } = made.body;
    expect(await list()).toEqual([
      {
        id,
        event,
        target,
        valid_until: null,
        created_at: new Date(spi.clock.now() - 10_000).toISOString(),
        stage_slug: 'offer',
        job_shortcode: null,
      },
    ]);
    expect(await call(spi, 'DELETE', `/subscriptions/${id}`)).toMatchObject({ status: 200, body: {} });
    expect(await call(spi, 'DELETE', `/subscriptions/${id}`)).toMatchObject({ status: 404, body: {} });
    expect(await list()).toEqual([]);
  });

  it.each([
    [{ target }, 'event'],
    [{ event }, 'target'],
    [{ subscription: { target, event } }, 'event'],
    [{ target, event: 'candidate_hired' }, 'event'],
    [{ target: 'nowhere', event }, 'target'],
    [{ target: 'http://bridge.example.test/', event }, 'https'],
  ])('of %j is 422, which names what is wrong', async (body, named) => {
    const answer = await post(body);
    expect([answer.status, answer.text]).toEqual([422, expect.stringContaining(named)]);
  });

  it('of an employee event needs the scope r_employees', async () => {
    const token = spi.tokens.add({ scopes: ['r_candidates'] });
    expect((await post({ target, event: 'employee_created' }, token)).status).toBe(403);
    expect((await post({ target, event: 'employee_created' })).status).toBe(201);
    expect(Object.keys((await list())[0])).not.toContain('stage_slug');
  });
});

describe('a target that is registered already', () => {
  const other = { target, event: 'candidate_created' };

  it('is 409 whatever the event', async () => {
    await post({ target, event });
    expect((await post(other)).status).toBe(409);
  });

  it('is 409 for the same event alone where targetUnique = event', async () => {
    spi.switches({ targetUnique: 'event' });
    await post({ target, event });
    expect((await post(other)).status).toBe(201);
    expect((await post(other)).status).toBe(409);
  });

  it('by another company is 409 where targetUnique = global', async () => {
    spi.foreignTargets.add(target);
    spi.switches({ targetUnique: 'global' });
    expect((await post(other)).status).toBe(409);
    spi.switches({ targetUnique: 'account' });
    expect((await post(other)).status).toBe(201);
  });
});

describe('args with some keys alone', () => {
  const body = { target, event, args: { job_shortcode: '' } };

  it('are taken with a warning', async () => {
    expect((await post(body)).status).toBe(201);
    expect(spi.warnings).toEqual([expect.stringContaining('job_shortcode')]);
  });

  it('are 422 where partialArgs = 422', async () => {
    spi.switches({ partialArgs: 422 });
    expect((await post(body)).status).toBe(422);
    expect((await post({ target, event })).status).toBe(201);
  });
});

describe('the list without any', () => {
  it('is empty', async () => {
    expect(await list()).toEqual([]);
  });

  it('is 404 where emptySubscriptions = 404', async () => {
    spi.switches({ emptySubscriptions: 404 });
    expect(await call(spi, 'GET', '/subscriptions')).toMatchObject({ status: 404, body: {} });
    await post({ target, event });
    expect(await list()).toHaveLength(1);
  });
});

describe('the end of a subscription', () => {
  it('stands in valid_until, and comes without a word', async () => {
    spi.switches({ validUntil: 3_600_000 });
    await post({ target, event });
    expect((await list())[0].valid_until).toBe(new Date(spi.clock.now() - 10_000 + 3_600_000).toISOString());
    spi.clock.advance(3_600_000);
    expect(await list()).toEqual([]);
    const { id } = spi.people.create();
    spi.people.move(id, 'offer');
    await spi.idle();
    expect(spi.deliveries).toEqual([]);
    expect((await post({ target, event })).status).toBe(201);
  });

  it('may come at any time', async () => {
    const { body } = await post({ target, event });
    spi.expireSubscription(body.id);
    expect(await list()).toEqual([]);
  });
});

describe('a second token of the account', () => {
  it('sees and deletes what the first has made', async () => {
    const token = spi.tokens.add();
    const { body } = await post({ target, event });
    expect(await list(token)).toHaveLength(1);
    expect((await call(spi, 'DELETE', `/subscriptions/${body.id}`, { token })).status).toBe(200);
  });

  it('sees its own alone where subscriptionsOf = token', async () => {
    spi.switches({ subscriptionsOf: 'token' });
    const token = spi.tokens.add();
    const { body } = await post({ target, event });
    expect(await list(token)).toEqual([]);
    expect((await call(spi, 'DELETE', `/subscriptions/${body.id}`, { token })).status).toBe(404);
    expect((await post({ target, event }, token)).status).toBe(409);
    expect(await list()).toHaveLength(1);
  });
});
