/** ISO 8601. A stored time may be invalid, and must not hide the rest of the output. */
export function iso(at: number): string {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? '(no time)' : time.toISOString();
}
