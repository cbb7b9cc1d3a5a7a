import { type PauseReply, readPause } from './read-pause.ts';

/**
 * Lua for scripts with the arguments `prefix`, of all keys of the account, and `circuits`, their names with commas
 * between. Every circuit has an `outbox`, a `pause`, the `refused` and the `probed` of its own.
 */
export const circuitKeys = `
local names = {}
for name in string.gmatch(circuits, '[^,]+') do table.insert(names, name) end
local function keyOf(kind, name) return prefix .. kind .. ':' .. name end`;

/** Lua, after `circuitKeys`: how each circuit stands, in the order of their names. */
export const readCircuits = `
local states = {}
for _, name in ipairs(names) do
  local pause = keyOf('pause', name)
  local state = ${readPause}
  table.insert(state, redis.call('ZCOUNT', keyOf('refused', name), '(0', '+inf'))
  table.insert(states, state)
end`;

export type CircuitReply<Text = string> = [...PauseReply<Text>, refused: number];
