import { script } from './script.ts';

/**
 * Replaces bodies that still have the value they were read with: `bodies_anew` holds id, old and new by turns. Replies
 * how many had.
 */
export const replaceRejected = script({
  name: 'replaceRejected',
  accountKeys: ['rejected-bodies', 'rejected-bytes'],
  args: [],
  list: 'bodies_anew',
  lua: `
local replaced = 0
for i = 1, #bodies_anew, 3 do
  local id, was, is = bodies_anew[i], bodies_anew[i + 1], bodies_anew[i + 2]
  if redis.call('HGET', rejected_bodies, id) == was then
    redis.call('HSET', rejected_bodies, id, is)
    redis.call('INCRBY', rejected_bytes, #is - #was)
    replaced = replaced + 1
  end
end
return replaced`,
  reply: (replaced: number) => replaced,
});
