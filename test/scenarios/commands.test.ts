import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Misbehaviour } from '../../sandbox/vendor/types.ts';
import { begin, only, scoreAttempt, sendInterview, templatesOf } from '../../testing/interviews.ts';
import {
  bridgeCommand,
  untilConcluded,
  untilDelivery,
  untilHistory,
  untilNothingIsDue,
} from '../../testing/operator.ts';
import { resultOf } from '../../testing/payloads.ts';
import { peek } from '../../testing/peek.ts';
import { openRedis } from '../../testing/process.ts';
import { monitorRedis } from '../../testing/redis-monitor.ts';
import { day, hour, minute } from '../../testing/times.ts';
import { createBody, openWorld, secrets, until, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

describe('doctor', () => {
  let healthy: World;
  beforeAll(async () => {
    healthy = await openWorld();
  });
  afterAll(() => healthy.close());

  it('finds everything fine and ends with 0', async () => {
    const { code, lines } = await bridgeCommand(healthy, 'doctor');
    expect(lines.filter((line) => !line.startsWith('ok '))).toEqual([
      'warn   default: the callback token has not been used yet',
    ]);
    expect(lines.join('\n')).toMatch(/jobmojito accepts our key and lists \d+ interview templates/);
    expect(code).toBe(0);
  });

  it('says when Workable last accepted a callback', async () => {
    const sent = await sendInterview(healthy);
    await scoreAttempt(healthy, sent);
    await healthy.workable.control.waitFor(sent.callbackUrl);
    await untilNothingIsDue(healthy);
    const { code, text } = await bridgeCommand(healthy, 'doctor');
    expect([code, text]).toEqual([0, expect.stringMatching(/Workable last accepted a callback at \d{4}-/)]);
  });

  it('reads no interview of which there is nothing to say', async ({ onTestFinished }) => {
    const { id } = await sendInterview(healthy);
    await untilNothingIsDue(healthy);
    const commands: string[] = [];
    const monitor = await monitorRedis(healthy.redisUrl, (line) => void commands.push(line));
    onTestFinished(() => monitor.close());
    await bridgeCommand(healthy, 'doctor');
    const redis = new Redis(healthy.redisUrl);
    await redis.echo('the end');
    redis.disconnect();
    await until('the monitor has seen all of it', () => commands.some((line) => line.includes('"the end"')));
    expect(commands.filter((line) => line.includes(`:record:${id}"`))).toEqual([]);
  });

  it('finds a wrong vendor key and says which setting to mend', async () => {
    const { code, text } = await bridgeCommand(healthy, 'doctor', { JOBMOJITO_API_KEY: 'a-wrong-key' });
    expect([code, text]).toEqual([1, expect.stringMatching(/^WRONG .*refused the API key.*JOBMOJITO_API_KEY/m)]);
    expect(text).not.toContain('a-wrong-key');
  });

  it('finds a vendor that cannot be reached', async () => {
    const { code, text } = await bridgeCommand(healthy, 'doctor', { JOBMOJITO_API_URL: 'http://127.0.0.1:9' });
    expect([code, text]).toEqual([
      1,
      expect.stringMatching(/^WRONG .*could not be reached \(ECONNREFUSED\).*JOBMOJITO_API_URL/m),
    ]);
  });

  it.each<[string, Omit<Misbehaviour, 'path'>, RegExp]>([
    ['errors', { how: 'error' }, /The vendor answered 500\. Try again later; ask the vendor/],
    [
      'a limit',
      { how: 'rate-limit' },
      /The vendor asks to call less often\. The settings are right \(429\): try again/,
    ],
    ['a page', { how: 'garbage' }, /unreadable answer \(text\/html\)\. Check JOBMOJITO_API_URL/],
    ['a redirect', { how: 'error', status: 302 }, /answered 302\. It leads elsewhere: Check JOBMOJITO_API_URL/],
    ['that nothing is there', { how: 'error', status: 404 }, /The vendor refused: .*\. Check JOBMOJITO_API_URL/],
    ['no list', { how: 'answer', json: '{"a":1}' }, /unreadable answer\. It is no list: check JOBMOJITO_API_URL/],
  ])('says what came and what to do when the vendor answers %s', async (_what, trouble, words) => {
    healthy.vendor.control.misbehave({ path: 'merchant-interview-list', ...trouble });
    const { code, lines } = await bridgeCommand(healthy, 'doctor');
    healthy.vendor.control.behave();
    expect([code, lines]).toEqual([1, expect.arrayContaining([expect.stringMatching(words)])]);
    expect(lines.find((line) => words.test(line))).toMatch(/^WRONG {2}default: jobmojito: /);
  });

  it('counts all interviews whose invitation failed, and says why, until they would have expired', async () => {
    const sick = await openWorld();
    const path = 'job-interview-register-users';
    sick.vendor.control.misbehave({ path, how: 'row-error', times: 2 });
    const bodies = [createBody(sick), createBody(sick)];
    for (const body of bodies) expect((await sick.ask('POST', '/interviews', { body })).status).toBe(502);
    const both = await bridgeCommand(sick, 'doctor');
    expect(both.text).toMatch(
      /^WRONG {2}default: 2 interviews have no invitation, .*Z: The vendor refused: No invitations left\. .*"bridge show <id>": default_\S+ default_\S+$/m,
    );
    expect((await sick.ask('POST', '/interviews', { body: bodies[0] })).status).toBe(201);
    expect((await bridgeCommand(sick, 'doctor')).text).toContain('1 interview has no invitation');
    sick.clock.advance(2 * day);
    expect((await bridgeCommand(sick, 'doctor')).code).toBe(1);
    sick.clock.advance(12 * day + minute);
    await untilNothingIsDue(sick);
    expect((await bridgeCommand(sick, 'doctor')).code).toBe(0);
    await sick.close();
  });

  it('finds a vendor with nothing to offer', async () => {
    const { definitions } = healthy.vendor.control;
    healthy.vendor.control.definitions = [];
    const { code, text } = await bridgeCommand(healthy, 'doctor');
    healthy.vendor.control.definitions = definitions;
    expect([code, text]).toEqual([1, expect.stringMatching(/^WRONG .*lists no active interview/m)]);
  });

  it('finds a Redis that may lose what was acknowledged, and says what to set', async () => {
    const redis = await openRedis({ appendonly: 'no', maxmemory: '100mb', 'maxmemory-policy': 'allkeys-lru' });
    const { code, text } = await bridgeCommand(healthy, 'doctor', { REDIS_URL: redis.url });
    const accepted = await bridgeCommand(healthy, 'doctor', { REDIS_URL: redis.url, ALLOW_VOLATILE_REDIS: 'true' });
    await redis.close();
    expect(code).toBe(1);
    expect(text).toMatch(/^WRONG .*CONFIG SET appendonly yes.*CONFIG SET maxmemory-policy noeviction/m);
    expect([accepted.code, accepted.text]).toEqual([0, expect.stringContaining('accepted by ALLOW_VOLATILE_REDIS')]);
  });

  it('advises on a Redis whose failover may lose what was acknowledged, until it waits for its replicas', async () => {
    const master = await openRedis();
    const replica = await openRedis({ replicaof: `127.0.0.1 ${master.port}` });
    const isFollowed = async () => String(await master.command('INFO', 'replication')).includes('connected_slaves:1');
    await until('the replica follows', isFollowed);
    const risky = await bridgeCommand(healthy, 'doctor', { REDIS_URL: master.url });
    await master.command('CONFIG', 'SET', 'min-replicas-to-write', '1');
    await until('the replica is in good order', () =>
      master.command('SET', 'x', '1').then(
        () => true,
        () => false,
      ),
    );
    const safe = await bridgeCommand(healthy, 'doctor', { REDIS_URL: master.url });
    await Promise.all([master.close(), replica.close()]);
    expect([risky.code, risky.text]).toEqual([0, expect.stringMatching(/^ok .*CONFIG SET min-replicas-to-write 1$/m)]);
    expect([safe.code, safe.text]).toEqual([0, expect.not.stringContaining('min-replicas-to-write')]);
  });

  it('advises on a Redis that answers before it has written', async () => {
    const redis = await openRedis();
    const hasty = await bridgeCommand(healthy, 'doctor', { REDIS_URL: redis.url });
    await redis.command('CONFIG', 'SET', 'appendfsync', 'always');
    const careful = await bridgeCommand(healthy, 'doctor', { REDIS_URL: redis.url });
    await redis.close();
    expect([hasty.code, hasty.text]).toEqual([0, expect.stringMatching(/^ok .*CONFIG SET appendfsync always$/m)]);
    expect([careful.code, careful.text]).toEqual([0, expect.not.stringContaining('appendfsync')]);
  });

  it('finds a callback token that Workable refuses', async () => {
    const sick = await openWorld({ WORKABLE_CALLBACK_TOKEN: 'a-wrong-callback-token' });
    const sent = await sendInterview(sick);
    await scoreAttempt(sick, sent);
    await untilHistory(sick, sent, /token-rejected/);
    const found = await bridgeCommand(sick, 'doctor');
    await sick.close();
    expect([found.code, found.text]).toEqual([1, expect.stringMatching(/^WRONG .*WORKABLE_CALLBACK_TOKEN/m)]);
    expect(found.text).not.toContain('a-wrong-callback-token');
  });

  it('points to failed deliveries', async () => {
    const sick = await openWorld();
    const sent = await sendInterview(sick);
    sick.workable.control.answerWith({ status: 404 });
    await scoreAttempt(sick, sent);
    await untilDelivery(sick, sent, 'failed');
    const { code, text } = await bridgeCommand(sick, 'doctor');
    await sick.close();
    expect([code, text]).toEqual([1, expect.stringMatching(/^WRONG .*1 deliver.*bridge failed/m)]);
  });

  it('names results that wait: how many, since when, what Workable answered, and when the next try is', async () => {
    const sick = await openWorld({ DELIVERY_RETRY_SCHEDULE: '10m', JOBMOJITO_DETAILS: 'false' });
    sick.workable.control.answerWith({ status: 500 });
    const first = await sendInterview(sick);
    await scoreAttempt(sick, first);
    await untilDelivery(sick, first, 'trying');
    const since = sick.clock.now();
    sick.clock.advance(5000);
    const second = await sendInterview(sick);
    await scoreAttempt(sick, second);
    await untilDelivery(sick, second, 'trying');
    const { code, text } = await bridgeCommand(sick, 'doctor');
    await sick.close();
    const found =
      /^WRONG {2}default: 2 results wait for Workable, the oldest since (\S+Z); Workable last answered 500.*; next try at (\S+Z)\. It is tried again by itself, and nothing is lost\. See "bridge interviews --state delivering"$/m.exec(
        text,
      );
    expect([code, found]).toEqual([1, expect.anything()]);
    expect(Math.abs(Date.parse(found?.[1] ?? '') - since)).toBeLessThan(5000);
    expect(Date.parse(found?.[2] ?? '')).toBeGreaterThanOrEqual(since + 10 * minute - 5000);
  });

  it('names a rate limit and until when it holds', async () => {
    const sick = await openWorld({ JOBMOJITO_DETAILS: 'false' });
    sick.workable.control.answerWith({ status: 429, headers: { 'retry-after': '3600' } });
    const sent = await sendInterview(sick);
    await scoreAttempt(sick, sent);
    await untilHistory(sick, sent, /sent completed: rate-limited/);
    const atOnce = await bridgeCommand(sick, 'doctor');
    sick.clock.advance(2 * minute);
    const later = await bridgeCommand(sick, 'doctor');
    await sick.close();
    const limit = /^WRONG {2}default: all deliveries wait until (\S+Z): Workable asked for it \(rate limit\)/m;
    expect([atOnce.code, atOnce.text]).toEqual([1, expect.stringMatching(limit)]);
    expect(atOnce.text).toContain('1 result waits for Workable since');
    const until = limit.exec(later.text)?.[1] ?? '';
    expect(later.text).toContain('1 result waits for Workable since');
    expect(later.text).toContain(`; next try at ${until}.`);
  });

  it('counts every result that waits: those that were tried, and those behind an open circuit', async () => {
    const sick = await openWorld({ DELIVERY_RETRY_SCHEDULE: '10m', JOBMOJITO_DETAILS: 'false' });
    const first = await sendInterview(sick);
    sick.workable.control.answerWith({ status: 500, ...only(first) });
    await scoreAttempt(sick, first);
    await untilDelivery(sick, first, 'trying');
    const second = await sendInterview(sick);
    sick.workable.control.answerWith({ status: 429, headers: { 'retry-after': '3600' }, ...only(second) });
    await scoreAttempt(sick, second);
    await untilHistory(sick, second, /sent completed: rate-limited/);
    const third = await sendInterview(sick);
    await scoreAttempt(sick, third);
    await untilConcluded(sick, third);
    const { text } = await bridgeCommand(sick, 'doctor');
    await sick.close();
    expect(text).toMatch(
      /^WRONG {2}default: 3 results wait for Workable, the oldest since .*; Workable last answered 500/m,
    );
  });

  it('does not say that the token was not used when Workable answered 404 and that was dismissed', async () => {
    const dismissing = await openWorld({ JOBMOJITO_DETAILS: 'false' });
    const sent = await sendInterview(dismissing);
    dismissing.workable.control.answerWith({ status: 404 });
    await scoreAttempt(dismissing, sent);
    await untilDelivery(dismissing, sent, 'failed');
    await bridgeCommand(dismissing, `dismiss ${sent.id}`);
    const { code, text } = await bridgeCommand(dismissing, 'doctor');
    await dismissing.close();
    const words = /^warn {3}default: Workable last answered a callback at \S+Z, and has accepted none$/m;
    expect([code, text]).toEqual([0, expect.stringMatching(words)]);
  });

  it('says that no worker runs when results have been due for a minute', async () => {
    const idle = await openWorld({ ROLES: 'web', JOBMOJITO_DETAILS: 'false' });
    const sent = await sendInterview(idle);
    await scoreAttempt(idle, sent);
    expect((await bridgeCommand(idle, 'doctor')).code).toBe(0);
    idle.clock.advance(2 * minute);
    const { code, text } = await bridgeCommand(idle, 'doctor');
    await idle.close();
    expect([code, text]).toEqual([
      1,
      expect.stringMatching(
        /^WRONG {2}default: 1 result waits for Workable since .*; none was tried yet; .*is a worker running\?/m,
      ),
    ]);
  });

  it('counts no result that is held, nor one that has a webhook still to come', async () => {
    const calm = await openWorld({ JOBMOJITO_DETAILS: 'false' });
    const sent = await sendInterview(calm);
    const attempt = await begin(calm, sent);
    await calm.vendor.control.collect(attempt);
    await untilHistory(calm, sent, /interview_collected/);
    calm.clock.advance(hour);
    const { code, text } = await bridgeCommand(calm, 'doctor');
    await calm.close();
    expect([code, text]).toEqual([0, expect.not.stringContaining('WRONG')]);
  });

  it('prints no secret', async () => {
    const { text } = await bridgeCommand(healthy, 'doctor');
    for (const secret of Object.values(secrets)) expect(text).not.toContain(secret);
  });
});

describe('show', () => {
  it('prints the whole history of one interview, time by time', async () => {
    const sent = await sendInterview(world);
    const failedAttempt = await begin(world, sent);
    await world.vendor.control.fail(failedAttempt, 'terminated, no speech detected');
    world.workable.control.answerWith({ status: 502, ...only(sent), times: 1 });
    const attempt = await scoreAttempt(world, sent, 7.8);
    await untilHistory(world, sent, /502/);
    world.clock.advance(10_000);
    await world.workable.control.waitFor(sent.callbackUrl);
    await untilNothingIsDue(world);

    const { code, text } = await bridgeCommand(world, `show ${sent.id}`);
    expect(code).toBe(0);
    const head = ['interview', 'account', 'template', 'invitation', 'concluded', 'delivery', 'attempt', 'history'];
    for (const word of head) expect(text).toMatch(new RegExp(`^${word}\\b`, 'm'));
    expect(text).toContain(`attempt     ${failedAttempt}  terminated, no speech detected`);
    expect(text).toContain(`attempt     ${attempt}  completed, score 7.8 of 10`);
    const lines = text
      .slice(text.indexOf('\nhistory'))
      .split('\n')
      .filter((line) => line.startsWith('  '));
    const expected = [
      'created',
      'invited',
      'interview_failed',
      'interview_result',
      'now completed',
      'details',
      '(502)',
      '(200)',
    ];
    const places = expected.map((word) => lines.findIndex((line) => line.includes(word)));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBe(0);
    const times = lines.map((line) => Date.parse(line.trim().split(' ')[0] ?? ''));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(text).not.toContain(sent.email);
    expect(text).not.toContain('Lakita');
  });

  it.each([
    ['unknown', 'interview or application'],
    ['default_00000000000000000000000000000000', 'interview'],
    ['other_00000000000000000000000000000000', 'interview'],
  ])('of "%s", which is none, says so and ends with 1', async (id, what) => {
    const { code, text } = await bridgeCommand(world, `show ${id}`);
    expect([code, text]).toEqual([1, `There is no ${what} ${id}`]);
  });
});

describe('interviews', () => {
  it('lists by state and by time', async () => {
    const listing = await openWorld({ DELIVERY_RETRY_SCHEDULE: '1h' });
    const before = listing.clock.now();
    const [open, waiting, failed, refused, done] = await Promise.all(
      [undefined, 500, 404, 409, 200].map(async (status) => {
        const sent = await sendInterview(listing);
        if (status === undefined) return sent;
        listing.workable.control.answerWith({ status, ...only(sent) });
        await scoreAttempt(listing, sent);
        return sent;
      }),
    );
    const idsOf = async (filters: string) => {
      const { lines } = await bridgeCommand(listing, `interviews ${filters}`);
      return lines.flatMap((line) => line.match(/\bdefault_[\w-]{22}/)?.[0] ?? []);
    };
    const states = { invited: open, delivering: waiting, failed, refused, delivered: done };
    for (const [state, sent] of Object.entries(states)) {
      await until(`one is ${state}`, async () => (await idsOf(`--state ${state}`)).length === 1);
      expect(await idsOf(`--state ${state}`)).toEqual([sent?.id]);
    }
    expect(await idsOf('')).toHaveLength(5);
    expect(await idsOf('--account default')).toHaveLength(5);
    expect(await idsOf(`--since ${new Date(before - hour).toISOString()}`)).toHaveLength(5);
    expect(await idsOf(`--since ${new Date(before + hour).toISOString()}`)).toEqual([]);
    expect(await idsOf(`--until ${new Date(before - hour).toISOString()}`)).toEqual([]);
    await listing.close();
  });

  it.each([
    ['--state lost', "argument 'lost' is invalid. Allowed choices are inviting, not_invited, invited"],
    ['--account unknown', '--account should be one of default'],
    ['--since yesterday', "argument 'yesterday' is invalid. It should be a date such as 2026-01-31"],
    ['--limit 0', "argument '0' is invalid. It should be a whole number from 1 to 1000000"],
    ['--limit 1e3', "argument '1e3' is invalid"],
    ['--limit -1', "argument '-1' is invalid"],
    ['--unknown', `Unknown option '--unknown'. See "bridge interviews --help"`],
    ['--stat failed', "Unknown option '--stat'. Did you mean --state?"],
    ['--since', `Option '--since <date>' argument missing. See "bridge interviews --help"`],
    ['--account --json', `Option '--account <name>' argument missing. See "bridge interviews --help"`],
  ])('does not guess what %s means', async (filters, message) => {
    const { code, errors } = await bridgeCommand(world, `interviews ${filters}`);
    expect([code, errors]).toEqual([2, [expect.stringContaining(message)]]);
  });
});

describe('a record that cannot be read', () => {
  it('hides no other, and is named', async () => {
    const open = await openWorld({ DATA_KEY: 'a-data-key-of-32-characters-000000', JOBMOJITO_DETAILS: 'false' });
    const [broken, whole] = [await sendInterview(open), await sendInterview(open)];
    for (const sent of [broken, whole]) {
      open.workable.control.answerWith({ status: 404, ...only(sent) });
      await scoreAttempt(open, sent);
      await untilDelivery(open, sent, 'failed');
    }
    await damage(open, broken.id);
    for (const command of ['interviews', 'failed', 'replay --all --dry-run']) {
      const { code, text, errors } = await bridgeCommand(open, command);
      expect([code, text]).toEqual([1, expect.stringContaining(whole.id)]);
      expect(errors).toEqual([expect.stringMatching(`^Interview ${broken.id} cannot be read: `)]);
    }
    const dismissed = await bridgeCommand(open, `dismiss ${broken.id} ${whole.id}`);
    const doctor = await bridgeCommand(open, 'doctor');
    const replayed = await bridgeCommand(open, `replay ${broken.id} ${whole.id}`);
    await open.close();
    expect([dismissed.code, dismissed.text]).toEqual([1, expect.stringContaining(`${whole.id}  dismissed`)]);
    expect([replayed.code, replayed.lines.at(-1)]).toEqual([1, '1 delivery queued']);
    expect(doctor.text).toContain('1 delivery has failed');
  });
});

/** As a disk or a hand does that writes where it should not. */
async function damage({ redisUrl }: World, id: string): Promise<void> {
  const redis = new Redis(redisUrl);
  const key = `bridge:{default}:record:${id}`;
  const bytes = (await redis.getBuffer(key)) ?? Buffer.alloc(0);
  bytes[bytes.length - 1] = 255 - (bytes.at(-1) ?? 0);
  await redis.set(key, bytes);
  redis.disconnect();
}

describe('forget', () => {
  it('erases every trace of a person and prints what it erased', async () => {
    const bystander = await sendInterview(world);
    const first = await sendInterview(world);
    const second = await sendInterview(world, { email: first.email, templateId: templatesOf(world)[1] ?? '' });
    const attempt = await scoreAttempt(world, first);
    await world.workable.control.waitFor(first.callbackUrl);
    await world.ask('GET', `/interviews/${first.id}/shared-link`);
    const secret = { authorization: `Bearer ${secrets.webhookSecret}` };
    const broken = { ...resultOf(first), id: null };
    for (const body of [broken, { ...broken, candidate_email: null, candidate_name: null }]) {
      await world.ask('POST', '/webhooks/jobmojito', { headers: secret, body });
    }
    await untilNothingIsDue(world);

    const { code, text } = await bridgeCommand(world, `forget ${first.email.toUpperCase()} --yes`);
    expect(code).toBe(0);
    expect(text).toContain(`erased interview ${first.id}`);
    expect(text).toContain(`erased interview ${second.id}`);
    expect(text).toMatch(/erased rejected webhook w\w{7} of \d{4}-/);
    const stored = await peek(world.redisUrl);
    for (const trace of [first.email, first.id, second.id, attempt, first.callbackUrl])
      expect(stored).not.toContain(trace);
    expect(stored).toContain(bystander.email);
    expect((await world.ask('GET', `/interviews/${first.id}`)).status).toBe(404);
  });

  it('erases a person whose delivery is under way, and sends nothing after it', async () => {
    const sent = await sendInterview(world);
    world.workable.control.answerWith({ status: 500, delayMs: 300, ...only(sent) });
    await scoreAttempt(world, sent);
    await until('the PUT is on its way', () => world.workable.control.inFlight === 1);
    await bridgeCommand(world, `forget ${sent.email} --yes`);
    await until('the PUT is over', () => world.workable.control.inFlight === 0);
    await untilNothingIsDue(world);
    world.clock.advance(day);
    await untilNothingIsDue(world);
    // What was under way says in the events how it ended, with the id and nothing else.
    const stored = async () => (await peek(world.redisUrl)).replaceAll(/^bridge:\{events:.*$/gm, '');
    await until('the worker has let go', async () => !(await stored()).includes(sent.id));
    expect(await peek(world.redisUrl)).not.toContain(sent.email);
  });

  it('is fine with an unknown person', async () => {
    const { code, text } = await bridgeCommand(world, 'forget unknown@example.test');
    expect([code, text]).toEqual([0, 'nothing is stored about this person']);
  });

  it.each([
    [
      'forget',
      'Missing <e-mail>: the address of the person, in any spelling. For example: bridge forget ines@example.com. See "bridge forget --help"',
    ],
    ['forget a', '"a" is no e-mail address. Say whom: bridge forget <e-mail>'],
  ])('is a usage error without an address: "%s"', async (words, error) => {
    expect(await bridgeCommand(world, words)).toMatchObject({ code: 2, errors: [error] });
  });
});
