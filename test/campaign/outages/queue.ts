import { queuePrefix, queues } from '../../../src/store/keys.ts';
import { askRedis } from '../../../testing/redis.ts';

/** BullMQ's own parts of the bridge's queue. */
const parts = ['active', 'wait', 'paused', 'id', 'delayed', 'prioritized', 'stalled-check', 'completed', 'failed'];
parts.push('stalled', 'limiter', 'meta', 'events', 'pc', 'marker', 'de');

const shards = Array.from({ length: queues }, (_, shard) => shard);

/** No worker gets a job until the queues are resumed. */
export async function pauseQueue(url: string): Promise<void> {
  for (const shard of shards) await askRedis(url, 'HSET', keyOf(shard, 'meta'), 'paused', '1');
}

/** Every command of BullMQ fails from now on. */
export async function spoilQueue(url: string): Promise<void> {
  for (const shard of shards) {
    for (const part of parts) await askRedis(url, 'SET', keyOf(shard, part), 'rubbish');
  }
}

function keyOf(shard: number, part: string): string {
  return `${queuePrefix(shard)}:wake-ups:${part}`;
}
