import { legible, singleLine } from '../../interviews/legible.ts';
import { limits } from '../../limits.ts';

/** Reasons may have any shape; texts for people are not nested deeper than this. */
const deepest = 4;

/** `isWhole`: no part of the value is missing in `texts`. */
export type Reasons = { texts: string[] | null | undefined; isWhole: boolean };

/**
 * Reasons of any shape, as a list of texts: an object in a list is one reason, an object alone is one reason per key.
 * Null if there are none; undefined if the field is absent or cannot be read: booleans, empty objects and values nested
 * too deep have no certain meaning. Pure.
 */
export function readReasons(value: unknown): Reasons {
  if (value === undefined) return { texts: undefined, isWhole: true };
  let isWhole = true;
  const entries: [key: string, said: unknown][] = isObject(value)
    ? Object.entries(value)
    : (Array.isArray(value) ? value : [value]).map((part) => ['', part]);
  const texts = entries
    .map(([key, said]) => named(key, flat(said, deepest)))
    .map((text) => legible(text, limits.reasonCharacters).trim())
    .filter(Boolean);
  if (texts.length > limits.reasons) isWhole = false;
  if (texts.length === 0) return { texts: isWhole ? null : undefined, isWhole };
  return { texts: texts.slice(0, limits.reasons), isWhole };

  function flat(said: unknown, depth: number): string {
    if (typeof said === 'string') return said.trim();
    if (typeof said === 'number') return String(said);
    if (said === null) return '';
    if (typeof said !== 'object' || depth === 0 || isEmptyObject(said)) {
      isWhole = false;
      return '';
    }
    return Object.values(said)
      .map((part) => flat(part, depth - 1))
      .filter(Boolean)
      .join(' – ');
  }
}

function named(key: string, text: string): string {
  return key && text ? `${singleLine(key, limits.fieldCharacters)}: ${text}` : text;
}

function isEmptyObject(value: object): boolean {
  return !Array.isArray(value) && Object.keys(value).length === 0;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
