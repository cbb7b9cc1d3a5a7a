import { script } from './script.ts';

/** Takes an id out of every line that names it. */
export const eraseFromHistory = script({
  name: 'eraseFromHistory',
  accountKeys: ['history'],
  args: ['id'],
  lua: `
for i, line in ipairs(redis.call('LRANGE', history, 0, -1)) do
  local from, to = string.find(line, id, 1, true)
  if from then
    redis.call('LSET', history, i - 1, string.sub(line, 1, from - 1) .. 'erased' .. string.sub(line, to + 1))
  end
end
return false`,
  reply: () => undefined,
});
