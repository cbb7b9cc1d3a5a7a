import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendInterview } from '../../testing/interviews.ts';
import { bridgeCommand } from '../../testing/operator.ts';
import { peek } from '../../testing/peek.ts';
import { openWorld, type World } from '../../testing/world.ts';

describe.each([
  ['a newer one', '{"format":8,"oldest_reader":7}', /of format 8 that a newer version .* start the newer version/],
  ['an older one', '{"format":0,"oldest_reader":0}', /of format 0 that an older version .* start the older version/],
  ['without a number', undefined, /an older version of the bridge wrote.* start the older version, or empty it/],
  ['without a readable number', 'one', /does not say which format its data has/],
])('a Redis whose data has another format: %s', (_what, schema, why) => {
  let world: World;
  let id: string;
  let stored: string;
  beforeAll(async () => {
    world = await openWorld();
    ({ id } = await sendInterview(world));
    const redis = new Redis(world.redisUrl);
    await (schema === undefined ? redis.del('bridge:schema') : redis.set('bridge:schema', schema));
    redis.disconnect();
    stored = await storedIn(world);
  });
  afterAll(() => world.close());

  it.each(['interviews', 'show <id>', 'replay <id>', 'rotate-keys', 'forget ana@example.test --yes'])(
    'is refused by %s, which changes nothing',
    async (words) => {
      const { code, lines } = await bridgeCommand(world, words.replace('<id>', id));
      expect([code, lines]).toEqual([1, [expect.stringMatching(/^This Redis cannot be used: /)]]);
      expect(lines[0]).toMatch(why);
      expect(await storedIn(world)).toBe(stored);
    },
  );

  it('is named by doctor, which judges nothing that is stored there', async () => {
    const { code, lines } = await bridgeCommand(world, 'doctor');
    expect(code).toBe(1);
    const wrong = lines.filter((line) => line.startsWith('WRONG'));
    expect(wrong).toEqual([expect.stringMatching(/^WRONG {2}redis: /)]);
    expect(wrong[0]).toMatch(why);
  });
});

/** The running bridge's queue changes by itself, and so does what says whether Redis takes writes. */
async function storedIn({ redisUrl }: World): Promise<string> {
  const lines = (await peek(redisUrl)).split('\n');
  return lines
    .filter((line) => line.startsWith('bridge:') && !/^bridge:(\S+:(probe|templates)|public-urls) /.test(line))
    .join('\n');
}
