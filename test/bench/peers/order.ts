/**
 * What the process that plays vendor, Workable and candidates has to do, one order at a time. It has a separate core
 * if possible, apart from the measured program.
 */
export type Order =
  | { do: 'listen' }
  | ({ do: 'load' } & Load)
  | ({ do: 'latency' } & Latency)
  | { do: 'answer'; afterMs: number }
  | { do: 'count' }
  | { do: 'arrivals' }
  | { do: 'invitations' };

/** Requests over so many connections, each as soon as the one before it on its connection is answered. */
export type Load = {
  port: number;
  connections: number;
  seconds: number;
  /** At most so many, however little time it took. */
  most?: number;
  request: Template;
  /** Part of every answer that counts as one. */
  says?: string;
  /** The values of `{name}` in the template, one subject after the other. */
  subjects: Record<string, string>[];
};

/**
 * One request after the other with a pause between them, each until the callback to the `path` of its subject has
 * arrived.
 */
export type Latency = Omit<Load, 'connections' | 'seconds' | 'most' | 'says'> & { count: number; pauseMs: number };

/** Each `{turn}` in the body is the number of the request about that subject, in nine digits. */
export type Template = { method: string; path: string; headers: Record<string, string>; body?: string };

export type Loaded = {
  tookMs: number;
  /** By status, `200 with another body` included. */
  answers: Record<string, number>;
  /** In ms, of the whole load. */
  p50: number;
  p99: number;
  /** The last turn of each subject that was answered 2xx; 0 for none. */
  acknowledged: number[];
};

/** Callbacks since the last load began: when each came (ms of a clock that stays), the newest turn by path. */
export type Arrivals = { times: number[]; newest: Record<string, number> };

/** How often the vendor invited whom since the last load began, by e-mail address. */
export type Invitations = Record<string, number>;

export type Answers = {
  listen: { port: number; vendorPort: number };
  load: Loaded;
  /** Milliseconds from each request to its callback. */
  latency: number[];
  answer: undefined;
  /** Of callbacks since the last load began. */
  count: number;
  arrivals: Arrivals;
  invitations: Invitations;
};
