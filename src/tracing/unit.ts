/** A request that came, or the work on one record: what a process did in one go. All times epoch ms. */
export type Unit = {
  name: string;
  kind: 'server' | 'consumer';
  startedAt: number;
  endedAt: number;
  attributes: Attributes;
  hasFailed: boolean;
  /** The id of the record that it was about: units about the same one make a trace. Absent: a trace of its own. */
  about?: string;
  /** It made that record: the trace begins with it. */
  isFirst: boolean;
  calls: Call[];
  events: { at: number; name: string; attributes: Attributes }[];
};

/** Ids, words of the bridge and numbers; nothing personal. */
export type Attributes = Record<string, string | number>;

/** A request that was sent. */
export type Call = { name: string; startedAt: number; endedAt: number; attributes: Attributes; hasFailed: boolean };

export type ExportUnit = (unit: Unit) => void;
