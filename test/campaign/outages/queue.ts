import { askRedis } from '../../../testing/redis.ts';

/** BullMQ's own parts of the bridge's queue. */
const parts = ['active', 'wait', 'paused', 'id', 'delayed', 'prioritized', 'stalled-check', 'completed', 'failed'];
parts.push('stalled', 'limiter', 'meta', 'events', 'pc', 'marker', 'de');

/** No worker is given a job until somebody resumes the queue. */
export async function pauseQueue(url: string): Promise<void> {
  await askRedis(url, 'HSET', keyOf('meta'), 'paused', '1');
}

/** Every command of BullMQ fails from now on. */
export async function spoilQueue(url: string): Promise<void> {
  for (const part of parts) await askRedis(url, 'SET', keyOf(part), 'rubbish');
}

function keyOf(part: string): string {
  return `{bell}:bell:${part}`;
}
