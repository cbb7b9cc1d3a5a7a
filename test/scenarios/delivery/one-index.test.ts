import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { openWorldOf, scoreOf } from '../../../testing/accounts.ts';
import { putsOf } from '../../../testing/interviews.ts';
import { untilNothingIsDue } from '../../../testing/operator.ts';
import { during } from '../../../testing/process.ts';
import { hour } from '../../../testing/times.ts';
import { until } from '../../../testing/world.ts';

it('tries again for one account although the index of another cannot be read', async ({ onTestFinished }) => {
  const world = await during(onTestFinished, openWorldOf(['globex'], { DELIVERY_RETRY_SCHEDULE: '1h' }));
  const redis = new Redis(world.redisUrl);
  onTestFinished(async () => redis.disconnect());
  world.workable.control.answerWith({ status: 500, times: 1 });
  const sent = await scoreOf(world, 'acme');
  await until('the first try has failed', () => putsOf(world, sent).length === 1);
  await untilNothingIsDue(world, 'acme');
  await redis.set('bridge:{globex}:due', 'rubbish');
  world.clock.advance(1.2 * hour);
  expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({ status: 'completed' });
});
