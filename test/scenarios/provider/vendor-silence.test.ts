import { randomUUID } from 'node:crypto';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { expectError } from '../../../testing/expect-error.ts';
import { openSecondBridge } from '../../../testing/second-bridge.ts';
import { createBody, openWorld, type World } from '../../../testing/world.ts';

const path = 'job-interview-register-users';
let accepting: World;
let deaf: World;
beforeAll(async () => {
  [accepting, deaf] = await Promise.all([openWorld(), openWorld()]);
});
afterAll(() => Promise.all([accepting.close(), deaf.close()]));

it.concurrent('a vendor that never answers is a 503 within its time, and the next create invites', async () => {
  await expectOneInvitation(deaf, 'hang');
});

it.concurrent('a vendor that accepts and never answers is a 503, and the next create sends no invitation', async () => {
  await expectOneInvitation(accepting, 'accept-then-hang');
});

it.concurrent('a vendor to which no connection is made is a 503 within its time', async ({ onTestFinished }) => {
  // It takes connections and never says hello.
  const silent = createServer((socket) => socket.on('error', () => undefined).resume());
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
  const { port } = silent.address() as AddressInfo;
  const world = await openWorld({ JOBMOJITO_API_URL: `https://127.0.0.1:${port}` });
  onTestFinished(async () => {
    await world.close();
    silent.close();
  });
  const startedAt = performance.now();
  expectError(await world.ask('GET', '/interview-templates'), 503, 'The vendor could not be reached (ETIMEDOUT)');
  const ms = performance.now() - startedAt;
  // A read is tried a second time.
  expect(ms).toBeGreaterThanOrEqual(2 * limits.connectMs - 50);
  expect(ms).toBeLessThan(limits.vendorCallMs);
});

async function expectOneInvitation(world: World, how: 'hang' | 'accept-then-hang'): Promise<void> {
  const { control } = world.vendor;
  const email = `candidate.${randomUUID()}@example.test`;
  const body = createBody(world, { candidate: { first_name: 'Ana', email } });
  control.misbehave({ path, how, times: 1 });
  const second = await openSecondBridge(world);
  const startedAt = performance.now();
  const doors = [world, second, world, second];
  const impatient = doors.map((door) => door.ask('POST', '/interviews', { body }));
  for (const answer of await Promise.all(impatient)) {
    expectError(answer, 503, 'The vendor did not answer');
    expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  }
  expect(performance.now() - startedAt).toBeLessThan(13_000);
  expect(control.invitations).toHaveLength(how === 'hang' ? 0 : 1);
  const answer = await second.ask('POST', '/interviews', { body });
  expect(answer.status).toBe(201);
  expect(control.invitations.map(({ externalId }) => externalId)).toEqual([answer.body.interview_id]);
  await second.close();
}
