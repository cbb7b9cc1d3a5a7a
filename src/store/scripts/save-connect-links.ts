import { script } from './script.ts';

/** Stores the links of an account for `life_ms`, if they are still as they were read; `was` is empty where none were. */
export const saveConnectLinks = script({
  name: 'saveConnectLinks',
  keys: ['links'],
  args: ['was', 'is', 'life_ms'],
  lua: `
if (redis.call('GET', links) or '') ~= was then return 0 end
redis.call('SET', links, is, 'PX', life_ms)
return 1`,
  reply: (saved: number) => saved === 1,
});
