import type { VNode } from 'preact';

const spoken = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });

/** To the second, in UTC, as everywhere in the console. */
export function At({ at }: { at: number }): VNode {
  return <time datetime={new Date(at).toISOString()}>{spoken.format(at)}</time>;
}

/** A sentence of the bridge, with its times as people read them. */
export function Sentence({ text }: { text: string }): VNode {
  const parts = text.split(/(\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/);
  return <>{parts.map((part, i) => (i % 2 === 1 ? <At at={Date.parse(part)} /> : part))}</>;
}
