import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../../src/limits.ts';
import { createCodec } from '../../src/store/codec.ts';
import { createFormat } from '../../src/store/format.ts';
import { createIndexKey } from '../../src/store/index-key.ts';
import { connectRedis, disconnect, untilReady } from '../../src/store/redis.ts';
import { withScripts } from '../../src/store/scripts.ts';
import { originOf } from '../../src/workable/contract.ts';
import { canaries, found } from '../../testing/canaries.ts';
import { scoreAttempt, sendInterview, templatesOf } from '../../testing/interviews.ts';
import { bridgeCommand, untilNothingIsDue } from '../../testing/operator.ts';
import { resultOf } from '../../testing/payloads.ts';
import { namesOf, peek } from '../../testing/peek.ts';
import { day, hour } from '../../testing/times.ts';
import { travel } from '../../testing/travel.ts';
import { openWorld, secrets, until, type World } from '../../testing/world.ts';

/** Keys without personal data. */
const impersonal =
  /^(bridge:(index-key|schema|public-urls)|bridge:\{default\}:(templates|pause|history|probe|contacts)|bridge:\{(next|events):\d\}|bridge:\{tries:\d\}:\d+|bridge:\{jobs:\d+\}:wake-ups:(id|meta|marker|events|stalled-check))$/;

const rejectedKeys = ['rejected', 'rejected-about', 'rejected-bodies', 'rejected-bytes'];

let world: World;
beforeAll(async () => {
  world = await openWorld({ DELIVERY_RETRY_SCHEDULE: '1s' });
});
afterAll(() => world.close());

async function reject(body: unknown, text = JSON.stringify(body)): Promise<void> {
  const headers = { authorization: `Bearer ${secrets.webhookSecret}` };
  expect((await world.ask('POST', '/webhooks/jobmojito', { headers, rawBody: text })).status).toBe(400);
}

/** As JSON may be written too. */
function escaped(text: string): string {
  return text.replaceAll(/[^ -~]|@/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

describe('forget', () => {
  it('leaves nothing of a person to whom everything has happened, in no key, value or name of a key', async () => {
    const bystander = await sendInterview(world);
    const { sent, links } = await travel(world);
    const attempt = world.vendor.control.attempts.find(({ profile }) => profile.email === canaries.email.toLowerCase());
    const names = await digestsOf(sent.email, sent.callbackUrl);
    const before = await peek(world.redisUrl);
    for (const name of names) expect(before).toContain(name);

    const second = `second.${canaries.email}`;
    for (const email of [canaries.email.toUpperCase(), ` ${second}`])
      await bridgeCommand(world, ['forget', email, '--yes']);

    const after = await peek(world.redisUrl);
    // A body cut within a word does not show whose it is.
    const { rejected: _, ...words } = canaries;
    expect(found(after, [...Object.values(words), sent.id, ...links, ...names])).toEqual([]);
    expect(attempt && after.includes(attempt.id)).toBe(false);
    const others = (await namesOf(world.redisUrl)).filter((name) => !impersonal.test(name));
    const belongTo = others.filter((name) => !name.includes(bystander.id));
    expect(belongTo.map((name) => name.replace('bridge:{default}:', '')).sort()).toEqual([
      'all',
      'candidate-refs',
      'due',
      'origins',
      expect.stringMatching(/^person:[\w-]{22}$/),
      ...rejectedKeys,
    ]);
    // One field is the bystander's, and the person.
    expect(await fieldsOf('origins')).toHaveLength(1);
    expect(await fieldsOf('candidate-refs')).toHaveLength(1);
    expect((await bridgeCommand(world, `forget ${canaries.email}`)).text).toBe('nothing is stored about this person');
  });

  it.each([
    ['with escapes', (email: string) => escaped(`{"candidate_email":"${email}"`)],
    ['percent-encoded', (email: string) => `{"form":"email=${encodeURIComponent(email)}"}`],
    ['in capitals', (email: string) => `{"mail":"${email.toUpperCase()}"}`],
  ])('finds rejected webhooks that hold the address %s', async (_how, write) => {
    const email = 'josé.canary@example.test';
    await reject(undefined, write(email));
    const { text } = await bridgeCommand(world, ['forget', email, '--yes']);
    expect(text).toMatch(/^erased rejected webhook w\w+ of .*\n1 erased/);
  });

  it('leaves links to the report that say what has become of it', async () => {
    const sent = await sendInterview(world);
    await scoreAttempt(world, sent);
    const { results_url: url = '' } = await world.workable.control.waitFor(sent.callbackUrl);
    const shared = (await world.workable.control.sharedLink(sent.id)).body.url ?? '';
    await bridgeCommand(world, ['forget', sent.email, '--yes']);
    for (const link of [url, shared]) {
      const answer = await fetch(link);
      expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('This report was erased')]);
    }
    const other = await fetch(`${url}x`);
    expect(await other.text()).toContain('No report here');
  });

  it('finds rejected webhooks that name nothing but an attempt or a profile of the person', async () => {
    const sent = await sendInterview(world);
    const attempt = await scoreAttempt(world, sent);
    await world.workable.control.waitFor(sent.callbackUrl);
    const { profile } = world.vendor.control.attempts.find(({ id }) => id === attempt)!;
    await reject({ result: attempt });
    await reject({ profile_interview_id: profile.id });
    await reject({ result: 'of another person' });
    const { text } = await bridgeCommand(world, `forget ${sent.email} --yes`);
    expect(text).toContain('3 erased');
    expect(await peek(world.redisUrl)).not.toContain(attempt);
    expect(await peek(world.redisUrl)).toContain('of another person');
  });

  it.each<[string, (email: string) => string]>([
    ['behind a name', (email) => `N <${email}>`],
    ['behind a name with a comma', (email) => `"Marrero, Lakita" <${email}>`],
    ['in angle brackets', (email) => `<${email}>`],
    ['as a link', (email) => `mailto:${email}`],
    ['as a link with a subject', (email) => `mailto:${email.replace('@', '%40')}?subject=x`],
    ['with invisible characters', (email) => `\u200B${email}\u2060 `],
    ['in capitals', (email) => email.toUpperCase()],
    ['in punycode', (email) => email.replace('exämple', 'xn--exmple-cua')],
    ['decomposed', (email) => email.normalize('NFD')],
  ])('finds a person whose address is given %s', async (_how, write) => {
    const sent = await sendInterview(world, { email: `${randomUUID()}.jörg@exämple.test` });
    const { code, text } = await bridgeCommand(world, ['forget', write(sent.email), '--yes']);
    expect([code, text]).toEqual([
      0,
      `erased interview ${sent.id}\n1 erased; ask the vendor to erase its own data too`,
    ]);
    expect((await world.ask('GET', `/interviews/${sent.id}`)).status).toBe(404);
  });

  it.each<[string, ...string[]]>([
    ['@'],
    ['a'],
    [''],
    ['a@'],
    ['@example.test'],
    ['a@b'],
    ['a@example.test, b@example.test'],
    ['<a@example.test> <b@example.test>'],
    ['N <>'],
    ['a b@example.test'],
    ['a@example.test', 'b@example.test'],
    ['a@example.test', '--all'],
    ['a@example.test', '--yes', '--yes'],
  ])('takes nothing for an address that is none: %j %j', async (...words) => {
    const before = await peek(world.redisUrl);
    const { code, errors } = await bridgeCommand(world, ['forget', ...words]);
    expect([code, errors]).toEqual([2, [expect.stringMatching(/bridge forget (?:<e-mail>|--help"$)/)]]);
    expect(await peek(world.redisUrl)).toBe(before);
  });

  it('erases nothing without --yes, and says what it would erase and how', async () => {
    const sent = await sendInterview(world);
    await reject({ mail: sent.email });
    const before = await peek(world.redisUrl);
    const { code, lines } = await bridgeCommand(world, `forget ${sent.email}`);
    expect([code, lines]).toEqual([
      0,
      [
        expect.stringMatching(/^would erase rejected webhook w\w{7} of \d{4}-/),
        `would erase interview ${sent.id}`,
        '2 would be erased; nothing was done. To erase them: bridge forget <e-mail> --yes',
      ],
    ]);
    expect(await peek(world.redisUrl)).toBe(before);
  });

  it('erases what cannot be read as well, and says that it could not', async () => {
    const open = await openWorld({ DATA_KEY: 'a-data-key-of-32-characters-000000' });
    const broken = await sendInterview(open);
    const whole = await sendInterview(open, { email: broken.email, templateId: templatesOf(open)[1] ?? '' });
    const redis = new Redis(open.redisUrl);
    const key = `bridge:{default}:record:${broken.id}`;
    const bytes = (await redis.getBuffer(key))!;
    bytes[bytes.length - 1]! ^= 1;
    await redis.set(key, bytes);
    redis.disconnect();
    const { code, text, errors } = await bridgeCommand(open, `forget ${broken.email} --yes`);
    const again = await bridgeCommand(open, `forget ${broken.email}`);
    const names = await namesOf(open.redisUrl);
    const stored = await peek(open.redisUrl);
    await open.close();
    expect([code, text]).toEqual([1, expect.stringContaining(`erased interview ${whole.id}`)]);
    expect(errors).toEqual([expect.stringContaining(`erased interview ${broken.id}, whose record cannot be read`)]);
    expect(again.text).toBe('nothing is stored about this person');
    for (const { id } of [whole, broken]) expect(stored).not.toContain(id);
    expect(names.filter((name) => !impersonal.test(name))).toEqual([]);
  });

  it('erases a person while keys are rotated', async () => {
    const DATA_KEY = 'a-data-key-of-32-characters-000000';
    const open = await openWorld();
    const sent = await sendInterview(open);
    const headers = { authorization: `Bearer ${secrets.webhookSecret}` };
    for (let i = 0; i < 200; i += 1) {
      await open.ask('POST', '/webhooks/jobmojito', { headers, body: { ...resultOf(sent), id: i } });
    }
    await Promise.all([
      bridgeCommand(open, 'rotate-keys', { DATA_KEY }),
      bridgeCommand(open, `forget ${sent.email} --yes`, { DATA_KEY }),
    ]);
    const stored = await peek(open.redisUrl);
    await open.close();
    expect(stored).not.toContain(':rejected');
    expect(stored).not.toContain(sent.id);
  });
});

describe('in time', () => {
  it('rejected webhooks go after so many days, although newer ones have come', async () => {
    const open = await openWorld();
    const headers = { authorization: `Bearer ${secrets.webhookSecret}` };
    const post = (words: string) => open.ask('POST', '/webhooks/jobmojito', { headers, body: { words } });
    await post('the older one');
    open.clock.advance(limits.rejectedMs - hour);
    await post('the newer one');
    expect(await peek(open.redisUrl)).toContain('the older one');
    open.clock.advance(2 * hour);
    await until('the older one is gone', async () => !(await peek(open.redisUrl)).includes('the older one'));
    expect(await peek(open.redisUrl)).toContain('the newer one');
    await open.close();
  });

  it('nothing of an interview is left when RETENTION has passed since its final state, and everything until then', async () => {
    const open = await openWorld({ DELIVERY_RETRY_SCHEDULE: '1s', RETENTION: '60d' });
    const { sent } = await travel(open);
    // An invitation without an attempt is reported as expired first.
    open.clock.advance(15 * day);
    await untilNothingIsDue(open);
    open.clock.advance(43 * day);
    await untilNothingIsDue(open);
    expect(found(await peek(open.redisUrl), [canaries.email, canaries.analysis])).toHaveLength(2);

    open.clock.advance(2 * day);
    // Events hold its id and nothing else, for 7 days by the clock of Redis.
    const kept = async () => (await peek(open.redisUrl)).replaceAll(/^bridge:\{events:.*$/gm, '');
    await until('the result is gone', async () => !(await kept()).includes(sent.id));
    open.clock.advance(15 * day);
    const left = async () => (await namesOf(open.redisUrl)).filter((name) => !impersonal.test(name));
    await until('nothing is left of any person', async () => (await left()).length === 0);
    expect(found(await peek(open.redisUrl), [...Object.values(canaries), 'canary'])).toEqual([]);
    await open.close();
  });
});

async function fieldsOf(name: string): Promise<string[]> {
  const redis = new Redis(world.redisUrl);
  const fields = await redis.hkeys(`bridge:{default}:${name}`);
  redis.disconnect();
  return fields;
}

/** What only the store can make of what is personal. */
async function digestsOf(email: string, callbackUrl: string): Promise<string[]> {
  const redis = withScripts(connectRedis({ kind: 'single', url: world.redisUrl }, 'prompt'));
  await untilReady(redis, 10_000);
  const digests = await createIndexKey(redis, createCodec([]), createFormat(redis)).digests();
  await disconnect(redis);
  return [digests.person('default', email), digests.origin('default', originOf(callbackUrl))];
}
