import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { bridgeCommand, metricsOf } from '../../testing/operator.ts';
import { openSecondBridge, type SecondBridge } from '../../testing/second-bridge.ts';
import { minute } from '../../testing/times.ts';
import { openWorld, secrets, until, type World } from '../../testing/world.ts';

vi.setConfig({ testTimeout: 120_000 });

const other = 'https://other.example';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const differs = /^bridge_public_url_differs 1$/m;

function warnings({ logLines }: Pick<World, 'logLines'>): unknown[] {
  return logLines.map((line) => JSON.parse(line)).filter(({ outcome }) => outcome === 'public-url-differs');
}

async function metricsAt(bridge: SecondBridge): Promise<string> {
  const headers = { authorization: `Bearer ${secrets.operatorToken}` };
  return (await bridge.ask('GET', '/metrics', { headers })).text;
}

it('is named by every process, by log, metric and doctor, as long as another one runs with another address', async () => {
  const same = await openSecondBridge(world);
  const second = await openSecondBridge(world, { PUBLIC_URL: other });
  await until('all say so', () => [world, same, second].every((each) => warnings(each).length > 0), 70_000);

  expect(warnings(world)).toEqual([
    expect.objectContaining({ level: 'warn', event: 'settings', publicUrl: world.url, others: [other] }),
  ]);
  expect(warnings(second)).toEqual([expect.objectContaining({ publicUrl: other, others: [world.url] })]);
  expect(await metricsOf(world)).toMatch(differs);
  expect(await metricsAt(second)).toMatch(differs);
  const { code, text } = await bridgeCommand(world, 'doctor');
  expect(code).toBe(1);
  expect(text).toMatch(/^WRONG {2}settings: PUBLIC_URL differs: here it is http:.*, and processes run with https:/m);

  await Promise.all([second.close(), same.close()]);
  world.clock.advance(2 * minute);
  await until('it is forgotten', async () => !differs.test(await metricsOf(world)), 70_000);
  expect((await bridgeCommand(world, 'doctor')).text).not.toContain('PUBLIC_URL differs');
  expect(warnings(world)).toHaveLength(1);
});

it('of a process that has ended says nothing to the next one', async () => {
  const own = await openWorld();
  await own.restart({ PUBLIC_URL: other });
  const redis = new Redis(own.redisUrl);
  await until('both were heard of', async () => (await redis.zcard('bridge:public-urls')) === 2);
  redis.disconnect();
  expect(await metricsOf(own)).toMatch(/^bridge_public_url_differs 0$/m);
  expect(warnings(own)).toEqual([]);
  await own.close();
});
