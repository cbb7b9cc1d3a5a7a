import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { openStage, type Stage } from '../../campaign/rate/stage.ts';
import { alone, type Measure } from '../measure.ts';
import { dataKey } from '../support/stage.ts';
import { weigh, without } from '../support/weights.ts';

/** The first fill what Redis keeps compact as long as it is small. */
const [warmUp, counted] = [130, 50];
const hourMs = 60 * 60_000;

/** A candidate is dragged to a stage, invited and scored; invitation and result stand on the timeline. */
export const stageDoor: Measure = {
  summary: 'bytes in Redis, requests to Workable and processor time for a candidate of the stage door',
  isLong: true,
  /** Once: bytes and requests do not scatter. Workable, vendor and bridge are one process, so its time is an upper bound. */
  async run({ print }) {
    const stage = await openStage(0, { DATA_KEY: dataKey });
    const redis = new Redis(stage.redis.url);
    try {
      await play(stage, warmUp);
      const [before, requests, time] = [await weigh(redis), requestsOf(stage), process.cpuUsage()];
      await play(stage, counted);
      const { user, system } = process.cpuUsage(time);
      const weights = without(await weigh(redis), before);
      const each = weights.filter(({ bytes }) => bytes > counted);
      print(each.map(({ kind, bytes }) => `${kind} ${Math.round(bytes / counted)} B`).join(', '));
      const bytes = weights.reduce((sum, weight) => sum + weight.bytes, 0);
      return [
        alone('Redis bytes per candidate of the stage door', 'B', bytes / counted),
        alone('requests to Workable per candidate', '', (requestsOf(stage) - requests) / counted),
        alone('processor time per candidate, with Workable and vendor', 'ms', (user + system) / 1000 / counted),
      ];
    } finally {
      redis.disconnect();
      await stage.close();
    }
  },
};

async function play(stage: Stage, count: number): Promise<void> {
  const { spi, vendor, trigger, now, until } = stage;
  const people = Array.from({ length: count }, () => spi.people.create({ stage: 'applied' }));
  await spi.idle();
  const createdAt = now();
  await until(() => now() >= createdAt + 2000, hourMs);
  for (const { id } of people) spi.people.move(id, trigger.stage);
  await spi.idle();
  const have = (text: RegExp) => () =>
    people.every(({ id }) => spi.comments(id).some(({ body }) => text.test(body ?? '')));
  if (!(await until(have(/^Invited/), 2 * hourMs))) throw new Error('Not everyone was invited');
  for (const { email } of people) {
    await vendor.control.start(email ?? '', trigger.template).then((id) => vendor.control.score(id, 7.8));
  }
  if (!(await until(have(/^AI interview: 78 %/), 2 * hourMs))) throw new Error('A result did not arrive');
  // What was answered last is being saved.
  await sleep(1000);
}

/** Without the poll, which is one a minute however many candidates there are. */
function requestsOf({ spi }: Stage): number {
  return spi.requests.filter(({ method, path }) => !(method === 'GET' && path === '/candidates')).length;
}
