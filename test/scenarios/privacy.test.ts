import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { canaries, found } from '../../testing/canaries.ts';
import { pageOf } from '../../testing/events.ts';
import { sendInterview } from '../../testing/interviews.ts';
import { bridgeCommand, metricsOf } from '../../testing/operator.ts';
import { resultOf } from '../../testing/payloads.ts';
import { namesOf, peek } from '../../testing/peek.ts';
import { type Travelled, travel } from '../../testing/travel.ts';
import { openWorld, secrets, type World } from '../../testing/world.ts';

const dataKey = 'canary-data-key-of-32-characters-or-more';
const words = [...Object.values(canaries), ...Object.values(secrets), dataKey, 'canary'];

it('recognises a word in whatever spelling', () => {
  const word = canaries.email;
  const base64 = ['', 'x', 'xx'].map((before) => Buffer.from(`${before}${word}, and more`).toString('base64'));
  for (const text of [word.toUpperCase(), encodeURIComponent(word), Buffer.from(word).toString('hex'), ...base64]) {
    expect(found(`before ${text} after`, [word])).toEqual([word]);
  }
  expect(found('nothing of the kind', words)).toEqual([]);
});

describe.each([
  ['debug', {}],
  ['trace', { DATA_KEY: dataKey }],
])('with everything logged from %s on, and %o', (LOG_LEVEL, settings) => {
  let world: World;
  let travelled: Travelled;
  beforeAll(async () => {
    world = await openWorld({ LOG_LEVEL, DELIVERY_RETRY_SCHEDULE: '1s', ...settings });
    travelled = await travel(world);
  });
  afterAll(() => world.close());

  it('has something to hide', () => {
    expect(world.logLines.length).toBeGreaterThan(50);
    expect(travelled.errors.length).toBeGreaterThan(20);
    expect(travelled.links.every((link) => link.length >= 43)).toBe(true);
    const requests = JSON.stringify([world.vendor.control.requests, world.workable.control.callbacks]);
    expect(found(requests, words)).toEqual(expect.arrayContaining([canaries.email, canaries.callbackPath]));
  });

  it('no log line says anything personal, or a secret', () => {
    const log = world.logLines.join('');
    expect(found(log, [...words, ...travelled.links])).toEqual([]);
  });

  it('no answer to a request that failed says anything personal, or a secret', () => {
    const answers = travelled.errors.map(({ text, headers }) => text + JSON.stringify([...headers]));
    expect(found(answers.join('\n'), [...words, ...travelled.links])).toEqual([]);
  });

  it('the metrics say nothing personal, and name no interview', async () => {
    expect(found(await metricsOf(world), [...words, travelled.sent.id])).toEqual([]);
  });

  it('no event says anything personal', async () => {
    const { body, text } = await pageOf(world, '?after=0');
    expect(body.items.length).toBeGreaterThan(20);
    expect(text).toContain(travelled.sent.id);
    expect(found(text, [...words, ...travelled.links])).toEqual([]);
  });

  it('no name of a key in Redis says anything personal, nor what can be worked out from it', async () => {
    const names = await namesOf(world.redisUrl);
    expect(names.length).toBeGreaterThan(10);
    expect(found(names.join('\n'), words)).toEqual([]);
  });

  it('what an operator is shown of interviews says nothing personal, although Workable repeated it', () => {
    expect(travelled.shown).toMatch(/sent completed: failed \(400\)/);
    expect(travelled.shown).toMatch(/400 +Not taken: /);
    expect(found(travelled.shown, [...words, ...travelled.links])).toEqual([]);
  });
});

describe('at rest', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ DATA_KEY: dataKey, DELIVERY_RETRY_SCHEDULE: '1s' });
  });
  afterAll(() => world.close());

  it('nothing personal and no secret is readable in Redis with DATA_KEY', async () => {
    const { sent, links } = await travel(world);
    const stored = await peek(world.redisUrl);
    expect(stored).toContain(sent.id);
    expect(found(stored, words)).toEqual([]);
    expect(links.filter((link) => stored.includes(link))).toEqual([]);
    // The history and the result of a candidate are personal too.
    const interviews = stored.split('\n').filter((line) => line.includes(':record:'));
    expect(interviews).toHaveLength(2);
    expect(interviews.join('\n')).not.toMatch(/created|completed|score/);
  });

  it('the same is readable without', async () => {
    const open = await openWorld({ DELIVERY_RETRY_SCHEDULE: '1s' });
    await travel(open);
    const stored = await peek(open.redisUrl);
    await open.close();
    const personal = [canaries.firstName, canaries.phone, canaries.analysis, canaries.rejected, canaries.callbackPath];
    expect(found(stored, words)).toEqual(expect.arrayContaining(personal));
    expect(stored).toMatch(/created.*score/);
  });

  it('what was stored before a key was set is read with it', async () => {
    const open = await openWorld();
    const { id } = await sendInterview(open);
    await open.restart({ DATA_KEY: dataKey });
    expect((await open.ask('GET', `/interviews/${id}`)).body).toEqual({ status: 'pending' });
    const shown = await bridgeCommand(open, `show ${id}`, { DATA_KEY: dataKey });
    expect(shown.text).toContain('created');
    await open.close();
  });
});

describe('a job that waits for a worker', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ ROLES: 'web' });
  });
  afterAll(() => world.close());

  it('holds the id of the interview and nothing else', async () => {
    const sent = await sendInterview(world, { email: canaries.email, candidate: { first_name: canaries.firstName } });
    await world.vendor.control.sendWebhook(resultOf(sent, { ai_analysis_recruiter: canaries.analysis }));
    const jobs = (await peek(world.redisUrl)).split('\n').filter((line) => line.startsWith('bridge:{jobs:'));
    const job = jobs.find((line) => line.includes(`:wake-ups:${sent.id} `)) ?? '';
    const { data } = JSON.parse(job.slice(job.indexOf(' ') + 1)) as { data: string };
    expect(JSON.parse(data)).toEqual({ id: sent.id });
    expect(found(jobs.join('\n'), words)).toEqual([]);
  });
});

test('the vendor receives only what an invitation needs', async () => {
  const open = await openWorld();
  await sendInterview(open, { email: canaries.email, candidate: { phone: canaries.phone } });
  const calls = JSON.stringify(open.vendor.control.requests.map(({ query, body }) => ({ query, body })));
  expect(calls).toContain(canaries.email);
  expect(calls).not.toContain(canaries.phone);
  await open.close();
});
