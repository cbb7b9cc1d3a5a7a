import { afterAll, beforeAll, expect, test } from 'vitest';
import { bridgeCommand } from '../../../testing/operator.ts';
import { createBody, openWorld, type World } from '../../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

test('a create that is repeated after an operator cancelled it is answered at once', async () => {
  world.vendor.control.misbehave({ path: 'job-interview-register-users', how: 'row-error', times: 1 });
  const body = createBody(world);
  expect((await world.ask('POST', '/interviews', { body })).status).toBe(502);
  const [id = ''] = (await bridgeCommand(world, 'interviews --json')).lines.map(
    (line) => JSON.parse(line).interview_id,
  );
  expect((await bridgeCommand(world, `cancel ${id}`)).code).toBe(0);
  expect(await world.ask('POST', '/interviews', { body })).toMatchObject({
    status: 409,
    body: { status: 409, message: 'Entity is already updated' },
  });
});
