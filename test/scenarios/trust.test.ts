import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { openWorldOf, scoreOf } from '../../testing/accounts.ts';
import { begin, putsOf, type Sent, scoreAttempt, sendInterview, templatesOf } from '../../testing/interviews.ts';
import { bridgeCommand, countOf, logged, untilConcluded, untilNothingIsDue } from '../../testing/operator.ts';
import { resultOf } from '../../testing/payloads.ts';
import { during } from '../../testing/process.ts';
import { day, minute } from '../../testing/times.ts';
import { openWorld, secrets, until, type World } from '../../testing/world.ts';

const DATA_KEY = 'a-data-key-of-32-characters-000000';

type Finish = Parameters<typeof during>[0];

/** A bridge, and an intruder who can write to its Redis. */
async function openAttacked(onTestFinished: Finish, settings: Record<string, string> = { DATA_KEY }) {
  const world = await during(onTestFinished, openWorld({ JOBMOJITO_DETAILS: 'false', ...settings }));
  return { world, ...attackerOf(onTestFinished, world) };
}

function attackerOf(onTestFinished: Finish, world: World) {
  const redis = new Redis(world.redisUrl);
  onTestFinished(async () => redis.disconnect());
  const keyOf = ({ id }: Pick<Sent, 'id'>) => `bridge:{${id.split('_')[0]}}:record:${id}`;
  const bytesOf = async (sent: Sent) => (await redis.getBuffer(keyOf(sent))) ?? expect.fail('nothing is stored');
  /** Puts a record where another one is, in clear, at the version that stands there. */
  async function plant(sent: Sent, record: unknown): Promise<void> {
    const version = String(await bytesOf(sent).then((bytes) => bytes.subarray(0, bytes.indexOf(' '))));
    await redis.set(keyOf(sent), `${version} ${JSON.stringify(record)}`);
  }
  return { redis, keyOf, bytesOf, plant };
}

const get = (world: World, { id }: Pick<Sent, 'id'>) => world.ask('GET', `/interviews/${id}`);

function webhook(world: World, body: unknown) {
  const headers = { authorization: `Bearer ${secrets.webhookSecret}` };
  return world.ask('POST', '/webhooks/jobmojito', { headers, body });
}

describe('an encrypted record', () => {
  it('is not read under the key of another interview, whose work then fails and harms no other', async ({
    onTestFinished,
  }) => {
    const { world, redis, keyOf, bytesOf } = await openAttacked(onTestFinished);
    const [good, victim] = [await sendInterview(world), await sendInterview(world)];
    await scoreAttempt(world, good);
    await world.workable.control.waitFor(good.callbackUrl);
    await untilNothingIsDue(world);
    await redis.set(keyOf(victim), await bytesOf(good));
    await redis.zadd('bridge:{default}:due', 0, victim.id);

    expect((await get(world, victim)).status).toBe(500);
    expect((await get(world, good)).status).toBe(200);
    await until('its work has failed', () => logged(world, 'work').length > 0);
    expect(logged(world, 'work')).toEqual([
      expect.objectContaining({ level: 'error', interviewId: victim.id, failure: 'internal', code: 'DAMAGED' }),
    ]);
    expect((await bridgeCommand(world, `show ${victim.id}`)).text).toMatch(/encrypted for another place/);
    const other = await sendInterview(world);
    await scoreAttempt(world, other);
    await world.workable.control.waitFor(other.callbackUrl);
  });
});

describe('a record in clear', () => {
  it('is refused where DATA_KEY was set from the start', async ({ onTestFinished }) => {
    const { world, plant } = await openAttacked(onTestFinished);
    const sent = await sendInterview(world);
    await plant(sent, { id: sent.id, account: 'default' });
    expect((await get(world, sent)).status).toBe(500);
    const { errors } = await bridgeCommand(world, 'interviews');
    expect(errors).toEqual([
      expect.stringMatching(/cannot be read: It is in clear text although everything was encrypted/),
    ]);
  });

  it('is read until rotate-keys has encrypted everything, and then by no process that runs', async ({
    onTestFinished,
  }) => {
    const { world, redis, keyOf, bytesOf } = await openAttacked(onTestFinished, {});
    const sent = await sendInterview(world);
    await untilNothingIsDue(world);
    const inClear = await bytesOf(sent);
    await world.restart({ DATA_KEY });
    expect((await get(world, sent)).status).toBe(200);
    expect((await bridgeCommand(world, 'rotate-keys', { DATA_KEY })).code).toBe(0);
    expect((await get(world, sent)).status).toBe(200);

    await redis.set(keyOf(sent), inClear);
    await until('it is refused', async () => (await get(world, sent)).status === 500);
    const again = await bridgeCommand(world, 'rotate-keys', { DATA_KEY });
    expect([again.code, again.text]).toEqual([
      1,
      expect.stringMatching(
        /^in clear text although everything was encrypted: bridge:.*\n.*rotate-keys --trust-clear"$/,
      ),
    ]);
    expect((await get(world, sent)).status).toBe(500);
    expect((await bridgeCommand(world, 'rotate-keys --trust-clear', { DATA_KEY })).code).toBe(0);
    expect((await get(world, sent)).status).toBe(200);
  });

  it('is refused although the index key was put back into clear while the bridge ran', async ({ onTestFinished }) => {
    const { world, redis, plant } = await openAttacked(onTestFinished);
    const sent = await sendInterview(world);
    expect((await get(world, sent)).status).toBe(200);
    await plant(sent, { id: sent.id, account: 'default' });
    await redis.set('bridge:index-key', 'a-secret-that-somebody-else-knows');
    expect((await get(world, sent)).status).toBe(500);
  });
});

describe('without DATA_KEY, what is stored for an interview is refused', () => {
  const change = (name: string, value: unknown) => (record: Record<string, unknown>) => ({ ...record, [name]: value });
  const changeDelivery = (delivery: unknown) => change('deliveries', { 'callback/result': delivery });
  it.for<[string, (record: Record<string, unknown>) => unknown, string]>([
    ['where it is no record', () => 'rubbish', 'MISSHAPEN'],
    ['where it names another interview', change('id', `default_${'0'.repeat(22)}`), 'MISPLACED'],
    ['where it names another account', change('account', 'acme'), 'MISPLACED'],
    ['without an origin', change('origin', undefined), 'MISSHAPEN'],
    ['with an origin of another door', change('origin', { door: 'window', key: 'x' }), 'MISSHAPEN'],
    ['with a candidate of no address', change('candidate', { firstName: 'Ana' }), 'MISSHAPEN'],
    ['with attempts in a list', change('attempts', [{ id: '0' }]), 'MISSHAPEN'],
    ['with an attempt that is none', change('attempts', { a: { id: 'a' } }), 'MISSHAPEN'],
    ['with an unknown state', change('concluded', { status: 'hired', at: 1 }), 'MISSHAPEN'],
    ['with a history of numbers', change('history', [1]), 'MISSHAPEN'],
    ['with a history of no time', change('history', [{ text: 'created' }]), 'MISSHAPEN'],
    ['created at a time that is no date', change('createdAt', 1e300), 'MISSHAPEN'],
    ['concluded at a time that is no date', change('concluded', { status: 'expired', at: 1e300 }), 'MISSHAPEN'],
    ['polled at a time that is none', change('polled', { answeredAt: 'now' }), 'MISSHAPEN'],
    ['acknowledged in no way', changeDelivery({ acknowledged: 7 }), 'MISSHAPEN'],
    ['tried without an answer', changeDelivery({ trying: 'now' }), 'MISSHAPEN'],
    ['failed at no time', changeDelivery({ failed: {} }), 'MISSHAPEN'],
    ['in flight since no time', changeDelivery({ inFlight: {} }), 'MISSHAPEN'],
    ['refused without a digest', changeDelivery({ refused: { at: 1 } }), 'MISSHAPEN'],
  ])('%s', async ([, changed, code], { onTestFinished }) => {
    const { world, bytesOf, plant, redis } = await openAttacked(onTestFinished, {});
    const sent = await sendInterview(world);
    await untilNothingIsDue(world);
    const text = String(await bytesOf(sent));
    await plant(sent, changed(JSON.parse(text.slice(text.indexOf(' ') + 1))));
    await redis.zadd('bridge:{default}:due', 0, sent.id);
    expect((await get(world, sent)).status).toBe(500);
    await until('its work has failed', () => logged(world, 'work').length > 0);
    expect(logged(world, 'work')[0]).toMatchObject({ level: 'error', interviewId: sent.id, code });
  });
});

describe('one record of a person that cannot be read', () => {
  /** Of two interviews of one person, at different templates. */
  async function openBroken(onTestFinished: Finish) {
    const opened = await openAttacked(onTestFinished);
    const { world, redis, keyOf } = opened;
    const broken = await sendInterview(world);
    const whole = await sendInterview(world, { email: broken.email, templateId: templatesOf(world)[1] ?? '' });
    await untilNothingIsDue(world);
    await redis.set(keyOf(broken), '2 rubbish');
    return { ...opened, broken, whole };
  }

  it('keeps neither a create, nor a webhook, nor a poll of the vendor from the others, and is reported', async ({
    onTestFinished,
  }) => {
    const { world, broken, whole } = await openBroken(onTestFinished);
    expect((await webhook(world, resultOf(whole))).status).toBe(200);
    await world.workable.control.waitFor(whole.callbackUrl);
    const third = await sendInterview(world, { email: broken.email, templateId: whole.templateId });
    await begin(world, third);
    world.clock.advance(4 * day);
    await until('the vendor is asked', () =>
      logged(world, 'poll').some((each) => each.interviewId === third.id && each.outcome === 'answered'),
    );
    expect(await countOf(world, 'record', 'unreadable')).toBeGreaterThan(1);
    expect(logged(world, 'record')[0]).toMatchObject({
      level: 'error',
      outcome: 'unreadable',
      account: 'default',
      interviewId: broken.id,
      detail: 'IN_CLEAR',
    });
  });

  it('gets no webhook that names it answered 200, nor any that only it can be about', async ({ onTestFinished }) => {
    const { world, broken } = await openBroken(onTestFinished);
    expect((await webhook(world, resultOf(broken))).status).toBe(500);
    const { candidate_external_id: _, ...unnamed } = resultOf(broken) as Record<string, unknown>;
    expect((await webhook(world, unnamed)).status).toBe(500);
  });
});

describe('an index that an intruder has written to', () => {
  it('leads no webhook to the interview of another person', async ({ onTestFinished }) => {
    const { world, redis } = await openAttacked(onTestFinished);
    const victim = await sendInterview(world);
    const mine = await sendInterview(world);
    for (const key of await redis.keys('bridge:{default}:person:*')) await redis.zadd(key, Date.now() * 2, victim.id);
    const { candidate_external_id: _, ...unnamed } = resultOf(mine) as Record<string, unknown>;
    expect((await webhook(world, unnamed)).status).toBe(200);
    await world.workable.control.waitFor(mine.callbackUrl);
    expect(putsOf(world, victim)).toEqual([]);
    const { text } = await bridgeCommand(world, `forget ${mine.email} --yes`);
    expect(text).not.toContain(victim.id);
  });

  it('delivers no interview with the token of another account', async ({ onTestFinished }) => {
    const world = await during(onTestFinished, openWorldOf(['globex'], { DATA_KEY }));
    const { redis } = attackerOf(onTestFinished, world);
    const sent = await scoreOf(world, 'acme');
    await world.workable.control.waitFor(sent.callbackUrl);
    await untilNothingIsDue(world, 'acme');
    await redis.zadd('bridge:{globex}:outbox:callback', 0, sent.id);
    await until('it is dropped', async () => (await redis.zscore('bridge:{globex}:outbox:callback', sent.id)) === null);
    expect((await bridgeCommand(world, 'interviews --account globex')).text).toBe('none');
    expect(putsOf(world, sent)).toHaveLength(1);
  });
});

describe('data that an intruder has planted', () => {
  it('as a shared link opens no report', async ({ onTestFinished }) => {
    const { world, redis } = await openAttacked(onTestFinished);
    const sent = await sendInterview(world);
    await scoreAttempt(world, sent);
    await world.workable.control.waitFor(sent.callbackUrl);
    const secret = 'a-secret-of-somebody-else';
    const digest = createHash('sha256').update(secret).digest('base64url');
    const { body } = await world.ask('GET', `/interviews/${sent.id}/shared-link`);
    const shared = `bridge:{default}:shared:${sent.id}`;
    const [field = '', text = ''] = Object.entries(await redis.hgetall(shared))[0] ?? [];
    await redis.hset(shared, digest, text);
    expect((await fetch(`${world.url}/shared/${sent.id}.${secret}`)).status).toBe(404);
    const { url } = body;
    expect((await fetch(url)).status).toBe(200);

    for (const rubbish of ['rubbish', '[]', '{"createdAt":"now"}', '7']) {
      await redis.hset(shared, field, rubbish);
      expect((await fetch(url)).status).toBe(500);
      expect((await world.ask('GET', `/interviews/${sent.id}/shared-link`)).status).toBe(200);
    }
  });

  it('as templates is not offered', async ({ onTestFinished }) => {
    const { world, redis } = await openAttacked(onTestFinished);
    const offered = await world.ask('GET', '/interview-templates');
    expect(offered.status).toBe(200);
    world.vendor.control.misbehave({ path: 'interview-list', how: 'answer', status: 500 });
    const good = (await redis.getBuffer('bridge:{default}:templates')) ?? Buffer.alloc(0);
    expect(good.toString('latin1')).toMatch(/^encrypted\./);
    await redis.set('bridge:{default}:templates', '[{"id":"evil","name":"Evil"}]');
    world.clock.advance(2 * minute);
    expect((await world.ask('GET', '/interview-templates')).text).not.toContain('evil');
  });
});

describe('a time that is no date hides nothing beside it', () => {
  it('of a rejected webhook', async ({ onTestFinished }) => {
    const { world, redis } = await openAttacked(onTestFinished);
    const sent = await sendInterview(world);
    expect((await webhook(world, { nonsense: sent.email })).status).toBe(400);
    const [id = ''] = await redis.zrange('bridge:{default}:rejected', '0', '-1');
    await redis.zadd('bridge:{default}:rejected', 'inf', id);
    expect((await bridgeCommand(world, 'rejected')).text).toMatch(new RegExp(`^1  ${id}  \\(no time\\)  default`));
    const { code, lines } = await bridgeCommand(world, `forget ${sent.email} --yes`);
    expect([code, lines]).toEqual([
      0,
      [
        `erased rejected webhook ${id} of (no time)`,
        `erased interview ${sent.id}`,
        '2 erased; ask the vendor to erase its own data too',
      ],
    ]);
  });

  it('in the history', async ({ onTestFinished }) => {
    const { world, redis } = await openAttacked(onTestFinished);
    await redis.rpush('bridge:{default}:history', 'rubbish', `${Date.UTC(2026)} closed the circuit`);
    const { code, lines } = await bridgeCommand(world, 'history');
    expect([code, lines.at(-1)]).toEqual([0, '2 in all']);
    expect(lines).toContain('2026-01-01T00:00:00.000Z  default  closed the circuit');
  });

  it('of an open circuit, which doctor reports as invalid data', async ({ onTestFinished }) => {
    const { world, redis } = await openAttacked(onTestFinished);
    await redis.hset('bridge:{default}:pause:callback', { until: '1e300', reason: 'token', since: 'rubbish' });
    const { text } = await bridgeCommand(world, 'doctor');
    expect(text).toMatch(
      /WRONG {2}default: Workable refuses our callback token since \(no time\); all deliveries wait/,
    );
    expect(text).not.toContain('without Redis');
    await redis.hset('bridge:{default}:pause:callback', { reason: 'rate' });
    await until('it is reported', async () =>
      /deliveries of 1 account wait until \(no time\)/.test((await world.ask('GET', '/readyz')).text),
    );
  });
});

it('an untouched record is still delivered and shown', async ({ onTestFinished }) => {
  const { world } = await openAttacked(onTestFinished);
  const sent = await sendInterview(world);
  await scoreAttempt(world, sent);
  await untilConcluded(world, sent);
  expect((await get(world, sent)).body).toMatchObject({ status: 'completed' });
});

it('what a newer version has added to a record stays there, through webhook and delivery', async ({
  onTestFinished,
}) => {
  const { world, bytesOf, plant } = await openAttacked(onTestFinished, {});
  const sent = await sendInterview(world);
  await untilNothingIsDue(world);
  const stored = async () => JSON.parse(String(await bytesOf(sent)).replace(/^\d+ /, ''));
  const more = { ofNewer: { text: 'x' } };
  const record = await stored();
  const { candidate, invitation, polled } = record;
  await plant(sent, {
    ...record,
    ...more,
    candidate: { ...candidate, ...more },
    invitation: { ...invitation, ...more },
    polled: { ...polled, ...more },
    deliveries: { 'callback/result': more, 'other/document': more },
  });
  await scoreAttempt(world, sent);
  await world.workable.control.waitFor(sent.callbackUrl);
  await untilNothingIsDue(world);
  expect(await stored()).toMatchObject({
    ...more,
    candidate: more,
    invitation: more,
    polled: more,
    deliveries: { 'callback/result': { ...more, acknowledged: {} }, 'other/document': more },
  });
});
