import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Child, watch } from '../../testing/child.ts';
import { freePort } from '../../testing/free-port.ts';
import { openWorld, until, type World } from '../../testing/world.ts';

const python = ['python3', 'python'].find((name) => spawnSync(name, ['--version']).stdout?.includes('Python 3'));
const examples = [
  { name: 'vendor-node', command: process.execPath, file: 'server.mjs' },
  ...(python ? [{ name: 'vendor-python', command: python, file: 'server.py' }] : []),
];
if (!python) it.skip('the example in Python needs a python3, which this machine has not', () => undefined);

const token = 'the-token-of-the-bridge';
const secret = `whsec_${Buffer.from('a key of the example').toString('base64')}`;

async function openExample({ command, file, name }: (typeof examples)[number]) {
  const directory = await mkdtemp(join(tmpdir(), 'example-'));
  const port = await freePort();
  const env = { PATH: process.env.PATH, PORT: String(port), VENDOR_TOKEN: token, VENDOR_WEBHOOK_SECRET: secret };
  let child: Child | undefined;
  const start = async () => {
    child = watch(spawn(command, [resolve('examples', name, file)], { cwd: directory, env }));
    await until('it listens', () => child?.stdout().includes('Listening') || child?.exit());
    expect(child.exit(), child.stderr()).toBeUndefined();
  };
  await start();
  return {
    url: `http://localhost:${port}`,
    store: join(directory, 'interviews.json'),
    /** Of the candidate that was invited last. */
    link: () => child?.stdout().match(/Invited: (\S+)\n$/)?.[1] ?? expect.fail('nobody was invited'),
    async restart() {
      await child?.kill();
      await start();
    },
    async close() {
      await child?.kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

describe.each(examples)('the example $name', (which) => {
  let example: Awaited<ReturnType<typeof openExample>>;
  let world: World | undefined;
  afterEach(async () => {
    await world?.close();
    await example.close();
  });

  const call = (method: string, path: string, body?: object, headers?: Record<string, string>) =>
    fetch(`${example.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });

  it('brings a result into Workable, and remembers it', async () => {
    example = await openExample(which);
    const settings = { VENDOR: 'http', VENDOR_URL: example.url, VENDOR_TOKEN: token, VENDOR_WEBHOOK_SECRET: secret };
    world = await openWorld(settings);
    const templates = await world.ask('GET', '/interview-templates');
    expect(templates.body.interview_templates).toHaveLength(2);
    const callbackUrl = world.workable.control.newCallbackUrl();
    const candidate = { first_name: 'Ana', last_name: 'Novak', email: 'ana@example.test' };
    const body = { interview_template_id: 'support', callback_url: callbackUrl, candidate };
    const { status, body: created } = await world.ask('POST', '/interviews', { body });
    expect(status).toBe(201);
    const result = {
      status: 'completed',
      score: { value: 78, max: 100 },
      strengths: ['Listens — and writes'],
      questions: [{ question: 'Why support?', word: 'Strong', answer: 'Because.' }],
    };
    const sat = await fetch(example.link(), { method: 'POST', body: JSON.stringify(result) });
    expect(sat.status).toBe(200);
    const taken = await world.workable.control.waitFor(callbackUrl);
    expect(taken).toMatchObject({
      status: 'completed',
      interview: { score: '78', details: { 'Reasons to hire': { 1: 'Listens — and writes' } } },
    });
    // By webhook: nothing was asked.
    const events = world.logLines.filter((line) => line.includes('"event":"webhook"'));
    expect(events.some((line) => line.includes('"outcome":"observed"'))).toBe(true);
    await example.restart();
    const known = await call('GET', `/interviews/${created.interview_id}`);
    expect(await known.json()).toMatchObject(result);
    expect(await readFile(example.store, 'utf8')).toContain(String(created.interview_id));
  });

  it('keeps the contract', async () => {
    example = await openExample(which);
    const invitation = {
      template_id: 'support',
      candidate: { first_name: 'Ana', email: 'ana@example.test' },
      // Nothing listens there.
      notify_url: 'http://127.0.0.1:9/webhooks/http/acme/x',
      expires_at: '2026-12-12T09:00:00.000Z',
    };
    const first = await call('PUT', '/interviews/acme_1', invitation);
    const again = await call('PUT', '/interviews/acme_1', invitation);
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(await again.json()).toEqual(await first.json());
    const others: [string, string, object | undefined, number][] = [
      ['PUT', '/interviews/acme_1', { ...invitation, template_id: 'engineer' }, 409],
      ['PUT', '/interviews/acme_2', { ...invitation, template_id: 'none' }, 404],
      ['PUT', '/interviews/acme_2', { ...invitation, candidate: {} }, 400],
      ['PUT', '/interviews/acme_2', undefined, 400],
      ['PUT', '/interviews/no%20id', invitation, 404],
      ['GET', '/interviews/acme_2', undefined, 404],
      ['GET', '/elsewhere', undefined, 404],
      ['DELETE', '/interviews/acme_2', undefined, 204],
      ['DELETE', '/interviews/acme_1', undefined, 204],
      ['DELETE', '/interviews/acme_1', undefined, 204],
    ];
    for (const [method, path, body, status] of others) {
      expect([method, path, (await call(method, path, body)).status]).toEqual([method, path, status]);
    }
    expect(await (await call('GET', '/interviews/acme_1')).json()).toMatchObject({ status: 'cancelled' });
    expect((await call('GET', '/templates', undefined, { authorization: 'Bearer wrong' })).status).toBe(401);
  });
});
