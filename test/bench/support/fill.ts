import { setTimeout as sleep } from 'node:timers/promises';
import { type Subject, storeInterviews } from './seed.ts';
import type { Stage } from './stage.ts';

const atOnce = 10_000;
const progressEvery = 100_000;
const everyMs = 500;

/**
 * Stores so many settled interviews and answers `sampled` of them or more, from first to last. Redis writes its file
 * once they are all there, else it would hold every write. It does not rewrite it afterwards: that would come in the
 * middle of a load.
 */
export async function fill(
  { redis, settings }: Stage,
  count: number,
  sampled: number,
  print: (line: string) => void,
): Promise<Subject[]> {
  await redis.command('CONFIG', 'SET', 'appendonly', 'no', 'auto-aof-rewrite-percentage', '0');
  const sample: Subject[] = [];
  for (let stored = 0; stored < count; ) {
    const subjects = await storeInterviews(settings('web'), 'settled', Math.min(atOnce, count - stored));
    stored += subjects.length;
    sample.push(...subjects.slice(0, Math.ceil((sampled * subjects.length) / count)));
    if (stored % progressEvery === 0)
      print(`${stored.toLocaleString('en-GB')} of ${count.toLocaleString('en-GB')} stored`);
  }
  await redis.command('CONFIG', 'SET', 'appendonly', 'yes');
  while (!/^aof_rewrite_in_progress:0\r\naof_rewrite_scheduled:0/m.test(String(await redis.command('INFO'))))
    await sleep(everyMs);
  return sample;
}
