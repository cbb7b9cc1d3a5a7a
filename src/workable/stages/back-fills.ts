import type { ConnectionRecord } from './connection.ts';

/** So many invitations a minute are let out beside those of candidates who come. */
export const mostAMinute = 30;
export const minuteMs = 60_000;

/** The record with a back-fill of that trigger begun, a minute after the last one let a candidate out. */
export function withBackFill(record: ConnectionRecord, id: string, now: number): ConnectionRecord {
  const begun = { ...record, backFills: { ...record.backFills, [id]: { startedAt: now, released: 0 } } };
  const { okAt, ...task } = begun.tasks['back-fill'] ?? {};
  const next =
    okAt === undefined ? { ...task, nextAt: now } : { ...task, okAt, nextAt: Math.max(now, okAt + minuteMs) };
  return { ...begun, tasks: { ...begun.tasks, 'back-fill': { ...next, tries: 0 } } };
}

/** The record with the back-fill of that trigger stopped; the same where none runs. */
export function withBackFillStopped(record: ConnectionRecord, id: string, now: number): ConnectionRecord {
  const running = record.backFills?.[id];
  if (!running || running.endedAt !== undefined) return record;
  return { ...record, backFills: { ...record.backFills, [id]: { ...running, endedAt: now, isStopped: true } } };
}
