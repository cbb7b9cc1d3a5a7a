/** One sentence of a contract, and how it is checked against a server. */
export type Clause<Subject> = {
  /** Stays the same for ever: reports and this project's docs refer to it. */
  id: string;
  /** What is true of a server that keeps it. */
  title: string;
  /** What goes wrong otherwise. */
  why: string;
  /** Returns where the server keeps it. Throws ClauseBroken or NotApplicable; any other error is one of the kit. */
  check(subject: Subject): Promise<void> | void;
};

export type ClauseGroup<Subject> = {
  title: string;
  /** Where the contract says it: a page of this project's docs with its heading. */
  docs: string;
  clauses: readonly Clause<Subject>[];
};

/** The server does not do what the clause says. */
export class ClauseBroken extends Error {
  readonly came: string;
  readonly expected: string;

  constructor(came: string, expected: string) {
    super(`Came: ${came}. Expected: ${expected}`);
    this.name = 'ClauseBroken';
    this.came = came;
    this.expected = expected;
  }
}

/** Nothing can be said of the clause here; the message says why. */
export class NotApplicable extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'NotApplicable';
  }
}

/** Calls `make` once, at the first need: clauses share what they look at, in any order. */
export function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** For `catch`: what cannot be looked at is left out. */
export function ignoreNotApplicable(error: unknown): void {
  if (!(error instanceof NotApplicable)) throw error;
}
