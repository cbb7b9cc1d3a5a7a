import { script } from './script.ts';

/** Puts an answer in the place of the mark of the request that it answers. Replies whether that still stood there. */
export const keepAnswer = script({
  name: 'keepAnswer',
  keys: ['key'],
  args: ['was', 'is', 'life_ms'],
  lua: `
if redis.call('GET', key) ~= was then return 0 end
redis.call('SET', key, is, 'PX', life_ms)
return 1`,
  reply: (kept: number) => kept === 1,
});
