import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { openWorldOf, scoreOf } from '../../support/accounts.ts';
import { putsOf } from '../../support/interviews.ts';
import { untilNothingIsDue } from '../../support/operator.ts';
import { during } from '../../support/process.ts';
import { hour } from '../../support/times.ts';
import { until } from '../../support/world.ts';

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
