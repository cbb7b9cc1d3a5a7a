import { script } from './script.ts';

/** Keeps it for so long, unless the interview is gone: nothing may outlive it. */
export const keepTranscript = script({
  name: 'keepTranscript',
  keys: ['transcript', 'record'],
  args: ['content', 'life_ms'],
  lua: `
if redis.call('EXISTS', record) == 0 then return 0 end
redis.call('SET', transcript, content, 'PX', life_ms)
return 1`,
  reply: (kept: number) => kept === 1,
});
