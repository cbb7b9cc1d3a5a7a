import { foundIn } from '../found.ts';
import { readNewest } from './read-newest.ts';
import { script } from './script.ts';

/**
 * Replies the interview `named`, the one that has the profile, then the newest of the person, newest first: each its id and what is stored
 * of it, empty for what is not.
 */
export const findSubjects = script({
  name: 'findSubjects',
  keys: ['person', 'profiles'],
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
