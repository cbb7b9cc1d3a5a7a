import { inPlace } from '../http/ordered-json.ts';
import type { Remark } from '../interviews/observation.ts';
import { limits } from '../limits.ts';
import type { ResultPayload } from './contract.ts';

/** What the interview and its details add to a payload that has none yet: `,"interview":{"details":{}}`. */
const wrapping = 30;

/**
 * The payload with the vendor's remarks among the details, in the vendor's order and under the vendor's names, `inPlace`.
 * Those are left out that the whole has no room for. Pure.
 */
export function withRemarks(
  payload: ResultPayload,
  remarks: readonly Remark[],
  nameOf: (label: string) => string,
): ResultPayload {
  if (remarks.length === 0) return payload;
  const { interview } = payload;
  const details = new Map(Object.entries(interview?.details ?? {}));
  const known = details.size;
  let room = limits.resultBytes - bytesOf(payload) - wrapping;
  for (const { label, value } of remarks) {
    const name = freeName(nameOf(label), details);
    // A colon and a comma.
    const bytes = bytesOf(name) + bytesOf(value) + 2;
    if (bytes > room) continue;
    room -= bytes;
    details.set(name, value);
  }
  if (details.size === known) return payload;
  // Not by assignment: a name may be `__proto__`.
  const inOrder = Object.fromEntries([...details].map(([name, value]) => [inPlace(name), value]));
  return { ...payload, interview: { ...interview, details: inOrder } };
}

/** Two remarks may have one name, and one that the bridge uses itself. */
function freeName(name: string, taken: ReadonlyMap<string, unknown>): string {
  for (let free = name, i = 2; ; free = `${name} (${i})`, i += 1) if (!taken.has(free)) return free;
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
