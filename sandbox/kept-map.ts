import type { EventLog } from './event-log.ts';

/** A map whose values are kept in an event log, if there is one: what an earlier run has set is there again. */
export function keptMap<Value>(
  eventLog: EventLog<Record<string, unknown>> | undefined,
  kind: string,
  idOf: (value: Value) => string,
) {
  const values = new Map<string, Value>();
  for (const value of (eventLog?.read(kind) ?? []) as Value[]) values.set(idOf(value), value);
  return Object.assign(values, {
    /** Writes a value as it is now, after a change within it too. */
    keep(value: Value): void {
      values.set(idOf(value), value);
      eventLog?.write(kind, idOf(value), value);
    },
  });
}
