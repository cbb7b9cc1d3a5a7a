import type { ComponentChildren } from 'preact';

const placeholder = /\{(\w+)\}/g;

/**
 * A text as markup, with its placeholders filled in: a text may run in the other direction than the one around it.
 * What is filled in is never looked through again.
 */
export function fillMarkup(text: string, values: Readonly<Record<string, ComponentChildren>>): ComponentChildren {
  return text.split(placeholder).map((part, i) => {
    if (i % 2 === 0) return part;
    const value = values[part] ?? `{${part}}`;
    return typeof value === 'string' ? <bdi>{value}</bdi> : value;
  });
}

/** The same as a plain text. */
export function fillText(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(placeholder, (whole, name) => values[name] ?? whole);
}
