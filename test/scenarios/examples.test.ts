import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it, test } from 'vitest';
import {
  type ExampleVendor,
  exampleSecret,
  examples,
  exampleToken,
  openExample,
} from '../../testing/example-vendor.ts';
import { openWorld, type World } from '../../testing/world.ts';

if (examples.length < 2) it.skip('the example in Python needs a python3, which this machine has not', () => undefined);

describe.each(examples)('the example $name', (which) => {
  let example: ExampleVendor;
  let world: World | undefined;
  afterEach(async () => {
    await world?.close();
    await example.close();
  });

  const call = (method: string, path: string, body?: object, headers?: Record<string, string>) =>
    fetch(`${example.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${exampleToken}`, ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });

  it('brings a result into Workable, and remembers it', async () => {
    example = await openExample(which);
    const settings = {
      VENDOR: 'http',
      VENDOR_URL: example.url,
      VENDOR_TOKEN: exampleToken,
      VENDOR_WEBHOOK_SECRET: exampleSecret,
    };
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
    const sat = await fetch(await example.link(), { method: 'POST', body: JSON.stringify(result) });
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

  it('shows candidates a page in their browser, whose buttons end the interview', async () => {
    example = await openExample(which);
    // Nothing listens there.
    const notify_url = 'http://127.0.0.1:9/webhooks/http/acme/x';
    const candidate = { first_name: 'Ana', email: 'ana@example.test' };
    const invitation = { template_id: 'support', candidate, notify_url, expires_at: '2026-12-12T09:00:00.000Z' };
    await call('PUT', '/interviews/acme_1', invitation);
    const page = await fetch(await example.link());
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const choices = [...(await page.text()).matchAll(/<button type="button" value='([^']+)'/g)].map(
      ([, body]) => body ?? '',
    );
    const statuses: unknown[] = [];
    for (const body of choices) {
      expect((await fetch(await example.link(), { method: 'POST', body })).status).toBe(200);
      const { status } = (await (await call('GET', '/interviews/acme_1')).json()) as { status: string };
      statuses.push(status);
    }
    expect(statuses).toEqual(['completed', 'declined']);
    await call('DELETE', '/interviews/acme_1');
    expect((await fetch(await example.link())).status).toBe(404);
    expect((await fetch(`${example.url}/i/made-up`)).status).toBe(404);
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

test('the examples are short enough to read, and show the same page', async () => {
  const read = (path: string) => readFile(`examples/${path}`, 'utf8');
  for (const { name, file } of examples) {
    expect((await read(`${name}/${file}`)).trimEnd().split('\n').length).toBeLessThanOrEqual(150);
  }
  expect(await read('vendor-python/candidate.html')).toBe(await read('vendor-node/candidate.html'));
});
