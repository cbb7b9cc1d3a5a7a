import { timeZoneOf } from '../../settings/time-zone.ts';

/** Hours of a day in a time zone, over midnight where they begin later than they end. */
export type QuietHours = {
  /** Minutes after midnight, never equal. */
  from: number;
  to: number;
  /** IANA, such as `Europe/Athens`. */
  timeZone: string;
};

const minuteMs = 60_000;
const dayMinutes = 24 * 60;

/** Such as `20:00-08:00 Europe/Athens`; undefined for anything else. */
export function quietHoursOf(text: string): QuietHours | undefined {
  const [, begin = '', end = '', zone = ''] = /^(\d\d:\d\d)\s*[-–]\s*(\d\d:\d\d)\s+(\S+)$/.exec(text) ?? [];
  const [from, to, timeZone] = [minutesOf(begin), minutesOf(end), timeZoneOf(zone)];
  if (from === undefined || to === undefined || timeZone === undefined || from === to) return undefined;
  return { from, to, timeZone };
}

/**
 * When the quiet hours end in which `now` lies; undefined outside of them. Both epoch ms. Every moment before then is
 * quiet, and then is not, also on days when clocks are changed.
 */
export function quietUntil({ from, to, timeZone }: QuietHours, now: number): number | undefined {
  const wallMinutesAt = wallClock(timeZone);
  if (!isQuiet(wallMinutesAt(now))) return undefined;
  const minute = Math.floor(now / minuteMs) * minuteMs;
  const end = endFrom(minute);
  const change = changeBetween(minute, end);
  if (change === undefined) return end;
  return isQuiet(wallMinutesAt(change)) ? endFrom(change) : change;

  function isQuiet(minutes: number): boolean {
    const time = minutes % dayMinutes;
    return from < to ? time >= from && time < to : time >= from || time < to;
  }

  /** As long as the clock is not changed. */
  function endFrom(at: number): number {
    return at + ((((to - wallMinutesAt(at)) % dayMinutes) + dayMinutes) % dayMinutes) * minuteMs;
  }

  /** The first minute of another distance to UTC. No clock is changed twice within a day. */
  function changeBetween(earlier: number, later: number): number | undefined {
    const offsetAt = (at: number) => wallMinutesAt(at) - at / minuteMs;
    const before = offsetAt(earlier);
    if (offsetAt(later) === before) return undefined;
    let [same, other] = [earlier, later];
    while (other - same > minuteMs) {
      const middle = same + Math.floor((other - same) / minuteMs / 2) * minuteMs;
      if (offsetAt(middle) === before) same = middle;
      else other = middle;
    }
    return other;
  }
}

/** What clocks on the wall show, in minutes since 1970. */
function wallClock(timeZone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' },
    hourCycle: 'h23',
    calendar: 'gregory',
    numberingSystem: 'latn',
  });
  return (at) => {
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(at)) part[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute) / minuteMs;
  };
}

/** Minutes after midnight; `24:00` is the end of a day. */
function minutesOf(time: string): number | undefined {
  const [, hours, minutes] = /^([01]\d|2[0-4]):([0-5]\d)$/.exec(time) ?? [];
  const total = Number(hours) * 60 + Number(minutes);
  return total <= dayMinutes ? total % dayMinutes : undefined;
}
