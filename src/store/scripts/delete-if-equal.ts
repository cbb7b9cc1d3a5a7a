import { batchScript } from './batch-script.ts';

/** Deletes a string that has this value. Replies whether it did. */
export const deleteIfEqual = batchScript({
  name: 'deleteIfEqual',
  keys: ['key'],
  args: ['value'],
  lua: `
if redis.call('GET', key) ~= value then return 0 end
return redis.call('DEL', key)`,
  reply: (deleted: number) => deleted === 1,
});
