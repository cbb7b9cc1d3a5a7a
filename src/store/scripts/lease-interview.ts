import { circuitFrom } from '../pause.ts';
import { batchScript } from './batch-script.ts';
import { type PauseReply, readPause } from './read-pause.ts';

/**
 * Takes the lease of an interview for `lease_ms`. Replies what is stored, or null for what another has leased or is gone, which then goes
 * from the indexes too. Without the times where its work fails: that is forgotten by a save alone.
 */
export const leaseInterview = batchScript({
  name: 'leaseInterview',
  keys: ['interview', 'lease'],
  accountKeys: ['due', 'outbox', 'parked', 'refused', 'pause'],
  args: ['id', 'token', 'lease_ms'],
  isBinary: true,
  lua: `
local found = redis.call('GET', interview)
if not found then
  for _, index in ipairs({due, outbox, parked}) do redis.call('ZREM', index, id) end
  return false
end
if not redis.call('SET', lease, token, 'NX', 'PX', lease_ms) then return false end
local hasTimes = not redis.call('ZSCORE', parked, id)
local circuit = ${readPause}
table.insert(circuit, redis.call('ZCOUNT', refused, '(0', '+inf'))
return {found, hasTimes and redis.call('ZSCORE', due, id), hasTimes and redis.call('ZSCORE', outbox, id), circuit}`,
  reply: (reply: [Buffer, Buffer | null, Buffer | null, [...PauseReply<Buffer>, number]] | null) => {
    if (reply === null) return undefined;
    const [stored, dueAt, sendAt, circuit] = reply;
    return { stored, schedule: scheduleFrom(dueAt, sendAt), circuit: circuitFrom(circuit) };
  },
});

/** An interview that is not in the index is never due. */
function scheduleFrom(dueAt: Buffer | null, sendAt: Buffer | null) {
  return { dueAt: Number(dueAt ?? Number.POSITIVE_INFINITY), ...(sendAt ? { sendAt: Number(sendAt) } : {}) };
}
