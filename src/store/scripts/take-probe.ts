import { probing } from './probing.ts';
import { script } from './script.ts';

/**
 * Takes the turn of an account whose deliveries go out one at a time: its pause, which was until `was`, is until `next_ms` then.
 * False where it is another interview's turn, or the turn was taken.
 */
export const takeProbe = script({
  name: 'takeProbe',
  accountKeys: ['pause', 'outbox', 'probed', 'parked'],
  args: ['id', 'now_ms', 'was', 'next_ms'],
  lua: `${probing}
if redis.call('HGET', pause, 'until') ~= was then return 0 end
if redis.call('ZSCORE', probed, id) and nextProbe(now_ms) ~= id then return 0 end
redis.call('HSET', pause, 'until', next_ms)
noteProbe(id)
return 1`,
  reply: (taken: number) => taken === 1,
});
