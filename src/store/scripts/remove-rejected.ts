import { dropRejected } from './drop-rejected.ts';
import { script } from './script.ts';

/** Replies whether the rejected webhook was there. */
export const removeRejected = script({
  name: 'removeRejected',
  accountKeys: ['rejected', 'rejected-about', 'rejected-bodies', 'rejected-bytes'],
  args: ['id'],
  lua: `${dropRejected}
return dropRejected(id)`,
  reply: (removed: number) => removed === 1,
});
