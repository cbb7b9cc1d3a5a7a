import type { VNode } from 'preact';

const spoken = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

export function Time({ at }: { at: number }): VNode {
  return <time datetime={new Date(at).toISOString()}>{spoken.format(at)} UTC</time>;
}
