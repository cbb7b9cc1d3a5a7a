import { batchScript } from './batch-script.ts';
import { type CircuitReply, circuitKeys, readCircuits } from './circuits.ts';
import { timesOf } from './claim-due.ts';

/**
 * Takes the lease of a record for `lease_ms`. Replies what is stored, or null for what another has leased or is gone,
 * which then goes from the indexes too. Without the times where its work fails: that is forgotten by a save alone.
 */
export const leaseRecord = batchScript({
  name: 'leaseRecord',
  keys: ['record', 'lease'],
  accountKeys: ['due', 'parked'],
  args: ['prefix', 'circuits', 'id', 'token', 'lease_ms'],
  isBinary: true,
  lua: `${circuitKeys}
${timesOf}
local found = redis.call('GET', record)
if not found then
  forget(id)
  return false
end
if not redis.call('SET', lease, token, 'NX', 'PX', lease_ms) then return false end
${readCircuits}
return {found, timesOf(id), states}`,
  reply: (reply: [stored: Buffer, times: (Buffer | null)[], circuits: CircuitReply<Buffer>[]] | null) => {
    if (reply === null) return undefined;
    const [stored, times, circuits] = reply;
    return { stored, times, circuits };
  },
});
