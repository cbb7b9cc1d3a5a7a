/** Candidates and jobs have whole seconds. */
export function seconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

export function secondsOrNull(at: number | undefined): string | null {
  return at === undefined ? null : seconds(at);
}

/** All else has milliseconds. */
export function milliseconds(at: number): string {
  return new Date(at).toISOString();
}
