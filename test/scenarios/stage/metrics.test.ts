import { afterAll, beforeAll, expect, test } from 'vitest';
import { measured } from '../../../testing/metrics.ts';
import { countOf, metricsOf } from '../../../testing/operator.ts';
import { dragCandidate, inviteCandidate } from '../../../testing/stage-candidates.ts';
import { inTime, standInStage } from '../../../testing/stage-stays.ts';
import { openStageWorld, pass, type StageWorld } from '../../../testing/stage-world.ts';
import { secrets } from '../../../testing/world.ts';

let world: StageWorld;
beforeAll(async () => {
  world = await openStageWorld();
});
afterAll(() => world.close());

/** The gauges of a name, by the value of their label. */
async function gauges(name: string): Promise<Record<string, number>> {
  const lines = (await metricsOf(world)).split('\n').filter((line) => line.startsWith(`${name}{`));
  return Object.fromEntries(
    lines.map((line) => {
      const [, word = ''] = /(?:state|kind)="([^"]+)"/.exec(line) ?? [];
      return [word, Number(line.split(' ').at(-1))];
    }),
  );
}

test('applications are counted by where they stand', async () => {
  await inviteCandidate(world);
  await standInStage(world, { email: null });
  const leaving = await inviteCandidate(world);
  world.spi.people.create({ stage: 'applied' });
  world.spi.people.move(leaving.id, 'applied');
  world.spi.people.disqualify(leaving.id);
  await world.spi.idle();
  await inTime(world, 'all are where they ought to be', async () => {
    const { interviewed, blocked, left, not_enrolled } = await gauges('bridge_applications');
    return interviewed === 1 && blocked === 1 && left === 1 && not_enrolled === 1;
  });
  expect(Object.keys(await gauges('bridge_applications')).sort()).toEqual([
    ...['blocked', 'gone', 'held', 'interviewed', 'left', 'not_enrolled', 'unclear', 'waiting'],
  ]);
});

test('who is erased is counted no more', async () => {
  const sum = async () => Object.values(await gauges('bridge_applications')).reduce((all, each) => all + each, 0);
  const before = await sum();
  const candidate = await inviteCandidate(world);
  expect(await sum()).toBe(before + 1);
  world.spi.people.delete(candidate.id);
  await world.spi.idle();
  // They might have been moved to another job.
  world.later(2 * 3_600_000);
  await inTime(world, 'the application is erased', async () => (await sum()) === before);
});

test('since when changes may be unknown is said once that is long', async () => {
  await pass(world);
  const polled = () => measured(world, 'bridge_workable_poll_age_seconds');
  expect(await polled()).toBe(0);
  world.spi.fault({ path: /^\/candidates$/, how: 'drop' });
  world.later(11 * 60_000);
  expect(await polled()).toBeGreaterThan(600);
  const failing = () => measured(world, 'bridge_workable_tasks_failing');
  await inTime(world, 'that polling fails is counted', async () => (await failing()) === 1);
  world.spi.behave();
  await inTime(world, 'it is polled again', async () => (await polled()) + (await failing()) === 0);
});

test('requests are counted, those of others and refused ones too', async () => {
  world.later(10_000);
  const before = await gauges('bridge_workable_requests_today');
  world.spi.fault({ method: 'POST', path: '/comments', how: { status: 429 }, times: 1 });
  await inviteCandidate(world);
  const after = await gauges('bridge_workable_requests_today');
  expect(after.ours).toBeGreaterThan(before.ours ?? Number.NaN);
  expect(after.refused).toBe((before.refused ?? 0) + 1);
  const used = await measured(world, 'bridge_workable_requests_used');
  expect(used).toBeGreaterThan(0);
  expect(used).toBeLessThanOrEqual(1);
  const headers = { authorization: `Bearer ${secrets.operatorToken}` };
  const { body } = await world.ask('GET', '/api/v1/accounts/default/health', { headers });
  const texts = body.findings.map(({ level, text }: { level: string; text: string }) => `${level} ${text}`);
  expect(texts).toContainEqual(
    expect.stringMatching(
      /^warn .*of others; Workable answers 49 in 10 s; today \d+ of ours.* 1 answered 429\. Lower WORKABLE_RATE_SHARE/,
    ),
  );
  expect(texts).toContainEqual(expect.stringMatching(/^ok stage door: the last webhook of Workable came at 20/));
});

test('a job that is forbidden to the member, and a refused token, raise an alarm', async () => {
  const { spi } = world;
  spi.fault({ method: 'POST', path: '/comments', how: { status: 403 } });
  await dragCandidate(world);
  await inTime(world, 'the job is parked', async () => {
    world.later(5 * 60_000);
    return (await measured(world, 'bridge_workable_parked')) === 1;
  });
  expect(await measured(world, 'bridge_deliveries_waiting', { destination: 'workable-api' })).toBe(1);
  spi.behave();
  await inTime(world, 'it goes on', async () => {
    world.later(10 * 60_000);
    return (await measured(world, 'bridge_workable_parked')) === 0;
  });
  const token = world.env.WORKABLE_API_TOKEN ?? '';
  expect(await measured(world, 'bridge_workable_token_refused')).toBe(0);
  spi.tokens.expireAt(token, spi.clock.now());
  world.later(61_000);
  await inTime(
    world,
    'the token is refused',
    async () => (await measured(world, 'bridge_workable_token_refused')) === 1,
  );
  spi.tokens.expireAt(token, spi.clock.now() + 1e10);
  world.later(300_000);
  await inTime(world, 'it is accepted', async () => (await measured(world, 'bridge_workable_token_refused')) === 0);
});

test('webhooks of unknown addresses and wrong signatures are counted, and a stranger fills no log', async () => {
  const [target = ''] = world.spi.subscriptions().map((each) => each.target);
  const [unknown, unauthorised] = [
    await countOf(world, 'webhook', 'unknown-address'),
    await countOf(world, 'webhook', 'unauthorised'),
  ];
  const lines = world.logLines.length;
  for (const address of [`${target}x`, target.replace('/default/', '/nobody/')]) {
    const answer = await fetch(address, { method: 'POST', body: '{}' });
    expect([answer.status, await answer.json()]).toEqual([200, { received: true }]);
  }
  const logLines = world.logLines.slice(lines).filter((line) => line.includes('unknown-address'));
  expect(logLines.map((line) => JSON.parse(line).level)).toEqual(logLines.map(() => 'debug'));
  expect((await fetch(target, { method: 'POST', body: '{}' }).then((answer) => answer.text())).length).toBeGreaterThan(
    0,
  );
  expect(await countOf(world, 'webhook', 'unknown-address')).toBe(unknown + 2);
  expect(await countOf(world, 'webhook', 'unauthorised')).toBe(unauthorised + 1);
});

test('labels come from few words, however many candidates there are', async () => {
  const words = new Set([...(await metricsOf(world)).matchAll(/(\w+)="([^"]*)"/g)].map(([word]) => word));
  for (let i = 0; i < 5; i += 1) await inviteCandidate(world);
  const after = new Set([...(await metricsOf(world)).matchAll(/(\w+)="([^"]*)"/g)].map(([word]) => word));
  const waiting = ['destination="workable-api"', 'destination="application"'];
  expect([...after].filter((word) => !words.has(word) && !waiting.includes(word))).toEqual([]);
  expect([...after].filter((word) => word.includes('_application.'))).toEqual([]);
});
