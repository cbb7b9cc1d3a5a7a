import type { VNode } from 'preact';

const spoken = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

export function Time({ at }: { at: number }): VNode {
  return <Moment at={at} text={`${spoken.format(at)} UTC`} />;
}

/** A time as a page in any language writes it. */
export function Moment({ at, text }: { at: number; text: string }): VNode {
  return <time datetime={new Date(at).toISOString()}>{text}</time>;
}
