import type { VNode } from 'preact';

const spoken = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

export function Time({ at }: { at: number }): VNode {
  return <time datetime={new Date(at).toISOString()}>{spoken.format(at)} UTC</time>;
}

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'UTC' });
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** To stand behind "at". */
export function ClockTime({ at }: { at: number }): VNode {
  return (
    <time datetime={new Date(at).toISOString()}>
      {clock.format(at)} UTC on {day.format(at)}
    </time>
  );
}
