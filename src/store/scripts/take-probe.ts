import { probing } from './probing.ts';
import { script } from './script.ts';

/**
 * Makes an interview the probe of a half-open circuit: its pause, which was until `was`, is until `next_ms` then. False
 * where another interview is the next probe, or the probe was taken.
 */
export const takeProbe = script({
  name: 'takeProbe',
  keys: ['pause', 'outbox', 'probed'],
  accountKeys: ['parked'],
  args: ['id', 'now_ms', 'was', 'next_ms'],
  lua: `${probing}
if redis.call('HGET', pause, 'until') ~= was then return 0 end
if redis.call('ZSCORE', probed, id) and nextProbe(outbox, probed, now_ms) ~= id then return 0 end
redis.call('HSET', pause, 'until', next_ms)
noteProbe(probed, id)
return 1`,
  reply: (taken: number) => taken === 1,
});
