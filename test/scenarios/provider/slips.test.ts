import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { begin, sendInterview } from '../../../testing/interviews.ts';
import { resultOf } from '../../../testing/payloads.ts';
import { openSocket, readAnswer, sendRaw } from '../../../testing/wire.ts';
import { createBody, openWorld, secrets, type World } from '../../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ JOBMOJITO_DETAILS: 'false' });
});
afterAll(() => world.close());

describe('an address with slashes too many', () => {
  test.each(['//interview-templates', '///interview-templates', '//jobs', '//livez', '/////readyz'])(
    '%s is served',
    async (path) => {
      expect((await world.ask('GET', path)).status).toBe(200);
    },
  );

  test('is served for a whole interview', async () => {
    const created = await world.ask('POST', '//interviews', { body: createBody(world) });
    expect(created.status).toBe(201);
    const id: string = created.body.interview_id;
    expect((await world.ask('GET', `//interviews//${id}`)).body).toEqual({ status: 'pending' });
    const sent = await sendInterview(world);
    await begin(world, sent);
    const webhook = await world.ask('POST', '//webhooks//jobmojito', {
      headers: { authorization: `Bearer ${secrets.webhookSecret}` },
      body: resultOf(sent),
    });
    expect(webhook.status).toBe(200);
    const callback = await world.workable.control.waitFor(sent.callbackUrl);
    const page = new URL(callback.results_url ?? '');
    const doubled = `/${page.pathname.replaceAll('/', '//')}`;
    expect((await world.ask('GET', doubled)).text).toContain('Lakita Marrero');
    const { url } = (await world.ask('GET', `//interviews/${sent.id}//shared-link`)).body;
    expect((await world.ask('GET', `/${new URL(url).pathname}`)).status).toBe(200);
  });

  test('is served where it is absolute, as a proxy sends it', async () => {
    const answer = await sendRaw(world.url, 'GET http://x//livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(answer.status).toBe(200);
  });

  test('is as unknown as with one where nothing is there, and its query is left alone', async () => {
    expect((await world.ask('GET', '//nothing//here')).body).toEqual({ status: 404, message: 'Not Found' });
    expect((await world.ask('GET', '//interview-templates?next=//x')).status).toBe(200);
  });
});

describe('a body with a byte order mark', () => {
  it('is read as a create', async () => {
    const rawBody = `\uFEFF${JSON.stringify(createBody(world))}`;
    expect((await world.ask('POST', '/interviews', { rawBody })).status).toBe(201);
  });

  it('is read as a webhook', async () => {
    const sent = await sendInterview(world);
    const rawBody = `\uFEFF${JSON.stringify(resultOf(sent))}`;
    const headers = { authorization: `Bearer ${secrets.webhookSecret}` };
    expect((await world.ask('POST', '/webhooks/jobmojito', { headers, rawBody })).status).toBe(200);
    expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({ status: 'completed' });
  });
});

describe('KEEP_ALIVE', () => {
  it('is how long an idle connection waits for its next request, 75 s unless set', async () => {
    const usual = await world.ask('GET', '/livez');
    expect(usual.headers.get('keep-alive')).toBe('timeout=75');
    await world.restart({ KEEP_ALIVE: '1s' });
    const socket = await openSocket(world.url);
    socket.write('GET /livez HTTP/1.1\r\nHost: x\r\n\r\n');
    expect((await readAnswer(socket)).headers['keep-alive']).toBe('timeout=1');
    await world.restart();
  });
});
