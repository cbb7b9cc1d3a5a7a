import { script } from './script.ts';

/**
 * Counts a try to log in of a client in a window of time, if there were fewer than `most` in all and `most_of_client` of
 * that client. Replies whether there were. Nothing grows beyond `most`, however many clients there are.
 */
export const takeLogIn = script({
  name: 'takeLogIn',
  keys: ['log_ins'],
  args: ['client', 'most', 'most_of_client', 'life_ms'],
  lua: `
if tonumber(redis.call('HGET', log_ins, 'all') or 0) >= tonumber(most) then return 0 end
if tonumber(redis.call('HGET', log_ins, client) or 0) >= tonumber(most_of_client) then return 0 end
redis.call('HINCRBY', log_ins, 'all', 1)
redis.call('HINCRBY', log_ins, client, 1)
redis.call('PEXPIRE', log_ins, life_ms)
return 1`,
  reply: (taken: number) => taken === 1,
});
