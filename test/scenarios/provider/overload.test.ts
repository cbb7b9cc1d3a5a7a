import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { openWorldOf, scoreOf, sendInterviewOf } from '../../../testing/accounts.ts';
import { expectError } from '../../../testing/expect-error.ts';
import { logged, metricsOf } from '../../../testing/operator.ts';
import { openSocket, readAnswer } from '../../../testing/wire.ts';
import { type Answer, createBody, secrets, until, type World } from '../../../testing/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorldOf(['globex']);
});
afterEach(() => world.close());

const head = `POST /interviews HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${secrets.providerToken}\r\n`;

/** Callers of acme who announce a whole body, send so much of it, and then nothing any more. */
async function beginSlowBodies(count: number, sent: number): Promise<Socket[]> {
  const sockets = await Promise.all(Array.from({ length: count }, () => openSocket(world.url)));
  for (const socket of sockets) {
    socket.write(`${head}Content-Length: ${limits.bodyBytes}\r\n\r\n`);
    socket.write('x'.repeat(sent));
  }
  return sockets;
}

function cut(sockets: readonly Socket[]): void {
  for (const socket of sockets) socket.resetAndDestroy();
}

function createOfAcme() {
  return world.ask('POST', '/interviews', { body: createBody(world) });
}

async function refusedSoFar(): Promise<number> {
  return Number(/^bridge_requests_refused_total (\d+)$/m.exec(await metricsOf(world))?.[1]);
}

describe('callers who announce bodies and do not send them', () => {
  it('take no slot, not even of their own account', async () => {
    const sockets = await beginSlowBodies(200, 10);
    expect((await createOfAcme()).status).toBe(201);
    const sent = await scoreOf(world, 'globex');
    await world.workable.control.waitFor(sent.callbackUrl);
    cut(sockets);
  });
});

describe('callers who begin large bodies and stop', () => {
  it.each([0, 10, limits.largeBodyBytes + 1])(
    'leave the pace of their account to others, after %i bytes',
    async (sent) => {
      const sockets = await beginSlowBodies(200, sent);
      await createOfAcme();
      for (let i = 0; i < 3; i += 1) {
        const large = createBody(world, { job_title: 'x'.repeat(900), preferences: { x: 'x'.repeat(900_000) } });
        expect((await world.ask('POST', '/interviews', { body: large })).status).toBe(201);
      }
      cut(sockets);
    },
  );
});

describe('callers who send nearly all of many large bodies', () => {
  it('take the share of their account, and no other’s', async () => {
    const many = limits.bodiesOfAccountBytes / limits.bodyBytes + 4;
    const sockets = await beginSlowBodies(many, limits.bodyBytes - 1);
    const answers = sockets.map(readAnswer);
    // Some are too many, and are refused.
    expectError(await Promise.race(answers), 503, 'Too many requests at once');
    const body = createBody(world, { job_title: 'x'.repeat(900) });
    await until('the share is taken', async () => (await world.ask('POST', '/interviews', { body })).status === 503);
    const refused = await world.ask('POST', '/interviews', { body });
    expectError(refused, 503, 'Too many requests at once');
    expect(refused.headers.get('retry-after')).toBe('5');
    const sent = await sendInterviewOf(world, 'globex');
    expect(sent.id).toMatch(/^globex_/);
    expect((await world.ask('GET', '/interview-templates')).status).toBe(200);
    for (const path of ['/livez', '/readyz']) expect((await world.ask('GET', path)).status).toBe(200);
    expect(await refusedSoFar()).toBeGreaterThan(0);
    expect(logged(world, 'refused')).toContainEqual(expect.objectContaining({ level: 'warn', outcome: 'overload' }));
    cut(sockets);
    await until('it has its share again', async () => (await createOfAcme()).status === 201);
  });
});

describe('callers who ask for lists and do not read them', () => {
  it('take the share of their account, and no other’s', async () => {
    const [first] = world.vendor.control.definitions;
    const name = 'x'.repeat(limits.titleCharacters);
    const definitions = Array.from({ length: limits.templatesOfAccount }, () => ({
      ...first!,
      id: randomUUID(),
      name,
    }));
    world.vendor.control.definitions = definitions;
    const list = await world.ask('GET', '/interview-templates');
    const request = `GET /interview-templates HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${secrets.providerToken}\r\n\r\n`;
    const sockets = await Promise.all(Array.from({ length: 12 }, () => openSocket(world.url)));
    for (const socket of sockets) socket.pause();
    // Again and again, since the kernel takes the first answers of each.
    const refused = await until('the share is taken', async () => {
      for (const socket of sockets) socket.write(request);
      const answer = await world.ask('GET', '/interview-templates');
      return answer.status === 200 ? undefined : answer;
    });
    expectError(refused, 503, 'Too many answers wait for their readers');
    expect(refused.headers.get('retry-after')).toBe('5');
    expect((await createOfAcme()).status).toBe(201);
    const other = await world.ask('GET', '/interview-templates', {
      headers: { authorization: 'Bearer provider-token-of-globex' },
    });
    expect(other.text).toBe(list.text);
    cut(sockets);
    await until('it has its share again', async () => (await world.ask('GET', '/interview-templates')).status === 200);
  });
});

describe('creates of one account that wait for a vendor that hangs', () => {
  it('leave other accounts their places', async () => {
    world.vendor.control.misbehave({ path: 'job-interview-register-users', how: 'late', delayMs: 4_000 });
    const waiting = Array.from({ length: limits.requestsOfAccount + 100 }, () => createOfAcme());
    // On a slow machine the first of them is answered by then.
    const refused = await Promise.any(waiting.map(unlessCreated));
    expectError(refused, 503, 'Too many requests at once');
    const other = await world.ask('GET', '/interview-templates', {
      headers: { authorization: 'Bearer provider-token-of-globex' },
    });
    expect(other.status).toBe(200);
    world.vendor.control.behave();
    await Promise.all(waiting);
    expect((await createOfAcme()).status).toBe(201);
  });
});

async function unlessCreated(answering: Promise<Answer>): Promise<Answer> {
  const answer = await answering;
  if (answer.status === 201) throw new Error('It was not refused');
  return answer;
}
