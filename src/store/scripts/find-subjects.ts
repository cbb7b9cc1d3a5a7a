import { foundIn } from '../found.ts';
import { batchScript } from './batch-script.ts';
import { readNewest } from './read-newest.ts';

/**
 * Replies the interview `named`, the one that has the profile, then the newest of the person, newest first: each its id and what is stored
 * of it, empty for what is not.
 */
export const findSubjects = batchScript({
  name: 'findSubjects',
  keys: ['person'],
  accountKeys: ['profiles'],
  args: ['prefix', 'profile', 'named'],
  isBinary: true,
  lua: `${readNewest}
local reply = {}
readInto(reply, named)
readInto(reply, redis.call('HGET', profiles, profile) or '')
readNewest(reply)
return reply`,
  reply: foundIn,
});
