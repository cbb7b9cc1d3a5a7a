import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { expectError } from '../../testing/expect-error.ts';
import { during, openStage, processTimeout, untilReady } from '../../testing/process.ts';
import { askBridge, openWorld, secrets, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

describe('the metrics', () => {
  test.each([
    ['a caller without a token', undefined, 'Missing Token'],
    ['a caller with a wrong token', 'Bearer wrong', 'Invalid Token'],
    ['Workable', `Bearer ${secrets.providerToken}`, 'Invalid Token'],
    ['the vendor', `Bearer ${secrets.webhookSecret}`, 'Invalid Token'],
    ['an operator who leaves the scheme out', secrets.operatorToken, 'Invalid Token'],
  ])('are not for %s', async (_who, authorization, message) => {
    expectError(await world.ask('GET', '/metrics', { headers: { authorization } }), 401, message);
  });

  test('are for the operator', async () => {
    const headers = { authorization: `Bearer ${secrets.operatorToken}` };
    expect(await world.ask('GET', '/metrics', { headers })).toMatchObject({ status: 200 });
  });
});

it(
  'has nothing to show an operator where no token is set',
  async ({ onTestFinished }) => {
    const stage = await during(onTestFinished, openStage({ OPERATOR_TOKEN: undefined }));
    const { url } = await stage.start();
    await untilReady(stage);
    for (const path of ['/metrics', '/api/v1/interviews', '/api/v1/openapi.json']) {
      for (const authorization of [undefined, 'Bearer ', 'Bearer undefined', `Bearer ${secrets.operatorToken}`]) {
        expectError(await askBridge(`${url}${path}`, 'GET', { headers: { authorization } }), 404, 'Not Found');
      }
    }
  },
  processTimeout,
);
