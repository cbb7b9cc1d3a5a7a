import { z } from 'zod';
import type { Note } from '../../interviews/ports.ts';
import type { StoredEvent } from '../../store/events.ts';
import { iso } from '../iso.ts';

/** Something that happened, in ids and outcomes. `id`: unique. `attempt_id`: the vendor's. */
export type BridgeEvent = { id: string } & z.output<typeof Kept>;

/** What a newer version adds is left out. */
const Kept = z.object({
  at: z.string(),
  account: z.string(),
  event: z.string(),
  outcome: z.string(),
  interview_id: z.string().optional(),
  application_id: z.string().optional(),
  attempt_id: z.string().optional(),
  detail: z.string().optional(),
});

/** Of these the details are words of the bridge, or a status. Those of others may repeat what a vendor said. */
const ownWords: ReadonlySet<Note['event']> = new Set<Note['event']>([
  'poll',
  'cancellation',
  'delivery',
  'report',
  'transcript',
  'record',
  'connection',
  'application',
]);

/** What is kept of a note; undefined for one that is of no account: a stranger causes as many as they like. */
export function eventOf(
  { account, event, outcome, interviewId, applicationId, attemptId, detail }: Note,
  at: number,
): z.output<typeof Kept> | undefined {
  if (account === undefined) return undefined;
  return {
    at: iso(at),
    account,
    event,
    outcome,
    ...(applicationId === undefined ? {} : { application_id: applicationId }),
    // An attempt of no interview could not be found when its person is erased.
    ...(interviewId === undefined ? {} : { interview_id: interviewId }),
    ...(interviewId === undefined || attemptId === undefined ? {} : { attempt_id: attemptId }),
    ...(detail !== undefined && ownWords.has(event) ? { detail } : {}),
  };
}

/** Undefined for what is none: others may write to Redis too. */
export function readEvent({ shard, id, text }: StoredEvent): BridgeEvent | undefined {
  const { data } = Kept.safeParse(jsonOf(text));
  return data && { id: `${shard}-${id}`, ...data };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
