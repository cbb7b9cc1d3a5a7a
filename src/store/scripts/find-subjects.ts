import { foundIn } from '../found.ts';
import { batchScript } from './batch-script.ts';
import { readNewest } from './read-newest.ts';

/**
 * Replies the interview `named`, the one that has the candidate's reference, then the newest of the person, newest
 * first: each its id and what is stored of it, empty for what is not.
 */
export const findSubjects = batchScript({
  name: 'findSubjects',
  keys: ['person'],
  accountKeys: ['candidate-refs'],
  args: ['prefix', 'candidate_ref', 'named'],
  isBinary: true,
  lua: `${readNewest}
local reply = {}
readInto(reply, named)
readInto(reply, redis.call('HGET', candidate_refs, candidate_ref) or '')
readNewest(reply)
return reply`,
  reply: foundIn,
});
