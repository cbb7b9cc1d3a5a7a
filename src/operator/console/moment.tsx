import type { VNode } from 'preact';

const spoken = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });

/** To the second, in UTC, as everywhere in the console. */
export function At({ at }: { at: number }): VNode {
  return <time datetime={new Date(at).toISOString()}>{spoken.format(at)}</time>;
}
