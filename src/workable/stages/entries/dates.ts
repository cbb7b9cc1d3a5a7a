const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' });
const times = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZone: 'UTC',
});

/** `12 March`, with the year when it is another one than `now`'s. Undefined for what is no time. Both epoch ms, UTC. */
export function dayText(at: number | undefined, now: number): string | undefined {
  const year = yearOf(at);
  if (at === undefined || year === undefined) return undefined;
  return year === yearOf(now) ? days.format(at) : `${days.format(at)} ${year}`;
}

/** `12 March, 14:00 UTC`: the time zones of recruiter and candidate are not known. */
export function timeText(at: number | undefined, now: number): string | undefined {
  const day = dayText(at, now);
  return day === undefined ? undefined : `${day}, ${times.format(at)} UTC`;
}

function yearOf(at: number | undefined): number | undefined {
  const year = new Date(at ?? Number.NaN).getUTCFullYear();
  return year >= 1970 && year <= 9999 ? year : undefined;
}
