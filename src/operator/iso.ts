/** A time as people read it. What lies in Redis as one may be none, and then hides nothing beside it. */
export function iso(at: number): string {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? '(no time)' : time.toISOString();
}
