import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';

/** The type of the values, by kind. */
type Kinds = Record<string, unknown>;

/** The state of a sandbox that survives `kill -9`. */
export type EventLog<Kept extends Kinds> = {
  /**
   * The last value of every id, in the order in which the ids first came. Only of what was written before it was
   * opened.
   */
  read<Kind extends keyof Kept & string>(kind: Kind): Kept[Kind][];
  /** Returns once the operating system has accepted it. */
  write<Kind extends keyof Kept & string>(kind: Kind, id: string, value: Kept[Kind]): void;
};

type Line = { kind: string; id: string; value: unknown };

const newline = 10;

/** An append-only file of JSON lines. The last line is dropped if its writer was killed while writing it. */
export function openEventLog<Kept extends Kinds>(file: string): EventLog<Kept> {
  if (existsSync(file)) truncateSync(file, wholeLinesOf(file).length);
  return {
    ...readEventLog<Kept>(file),
    write(kind, id, value) {
      const line: Line = { kind, id, value };
      appendFileSync(file, `${JSON.stringify(line)}\n`);
    },
  };
}

/** The event log of another process as it is now. */
export function readEventLog<Kept extends Kinds>(file: string): Pick<EventLog<Kept>, 'read'> {
  const kinds = new Map<string, Map<string, unknown>>();
  const lines = existsSync(file) ? wholeLinesOf(file).toString().split('\n').slice(0, -1) : [];
  for (const text of lines) {
    const { kind, id, value } = JSON.parse(text) as Line;
    const values = kinds.get(kind) ?? new Map<string, unknown>();
    kinds.set(kind, values.set(id, value));
  }
  return {
    read: <Kind extends keyof Kept & string>(kind: Kind) => [...(kinds.get(kind)?.values() ?? [])] as Kept[Kind][],
  };
}

function wholeLinesOf(file: string): Buffer {
  const bytes = readFileSync(file);
  return bytes.subarray(0, bytes.lastIndexOf(newline) + 1);
}
