/** What stands in the hash `pause`, in the order of `PauseReply`. */
export const pauseFields = ['until', 'reason', 'waits', 'since', 'isProbed'] as const;

export type PauseReply<Text = string> = [
  until: Text | null,
  reason: Text | null,
  waits: Text | null,
  since: Text | null,
  isProbed: Text | null,
];

/** Lua for scripts with the key `pause`. */
export const readPause = `redis.call('HMGET', pause, ${pauseFields.map((field) => `'${field}'`).join(', ')})`;
