import { script } from './script.ts';

/** Replaces an encrypted string that still has the value it was read with; its life stays. Replies whether it had. */
export const replaceEncrypted = script({
  name: 'replaceEncrypted',
  keys: ['key'],
  args: ['was', 'is'],
  lua: `
if redis.call('GET', key) ~= was then return 0 end
redis.call('SET', key, is, 'KEEPTTL')
return 1`,
  reply: (replaced: number) => replaced === 1,
});
