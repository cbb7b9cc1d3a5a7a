import type { ComponentChildren } from 'preact';
import { singleLine } from '../interviews/legible.ts';

export type Values = Readonly<Record<string, string>>;

/** The text with its placeholders filled in, on one line. What is filled in is never looked through again. */
export function fill(text: string, values: Values): string {
  const filled = text.replaceAll(placeholder, (whole, name) => values[name] ?? whole);
  return singleLine(filled, filled.length);
}

/** The same as markup: what is filled in may run in the other direction than the text around it. */
export function fillMarkup(text: string, values: Values): ComponentChildren {
  return text.split(placeholder).map((part, i) => (i % 2 === 0 ? part : <bdi>{values[part] ?? `{${part}}`}</bdi>));
}

const placeholder = /\{(\w+)\}/g;
