import { expect, test } from 'vitest';
import { openWorld, secrets } from '../../testing/world.ts';
import { findingsAfterwards } from './rubbish/aftermath.ts';
import { findingsInLog } from './rubbish/log.ts';
import { prepare } from './rubbish/prepare.ts';
import { throwRubbish } from './rubbish/throw.ts';

test('rubbish causes no 500, no hang and no damage', async () => {
  const world = await openWorld({ LOG_LEVEL: 'error' });
  const { vendor, workable, url, redisUrl, clock } = world;
  const tokens = { provider: secrets.providerToken, webhook: secrets.webhookSecret, operator: secrets.operatorToken };
  try {
    const known = await prepare({ vendor, workable, tokens });
    const thrown = await throwRubbish({ port: Number(new URL(url).port), seed: 7, from: 0, count: 2_000, known });
    expect(thrown.findings).toEqual([]);
    expect([...thrown.statuses.keys()]).toEqual(
      expect.arrayContaining(['200', '201', '400', '401', '404', '405', '413', '422']),
    );
    expect(findingsInLog(world.logLines.join(''))).toEqual([]);
    expect(await findingsAfterwards({ vendor, workable, url, redisUrl, known, now: clock.now })).toEqual([]);
  } finally {
    await world.close();
  }
}, 120_000);
