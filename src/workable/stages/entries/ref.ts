import { hash } from 'node:crypto';
import { type EntryKey, entryKeys } from './facts.ts';

/** What is found again: comments by their keys, and the rating. */
export type RefKey = EntryKey | 'rating';

/** Names one entry of one enrolment; `n` counts the entries of a key from 1. */
export type Ref = { code: string; key: RefKey; n: number };

/** Of the bridge's own records: the application's id at Workable, and which stay in the stage it is. */
export type EntryOf = { applicationId: string; enrolment: number };

const codeLength = 6;

/** The same for ever, so that an entry with an unknown outcome is found again on the timeline. */
export function refOf<K extends RefKey>({ applicationId, enrolment }: EntryOf, key: K, n: number): Ref & { key: K } {
  const digest = hash('sha256', JSON.stringify([applicationId, enrolment, key, n]), 'hex');
  // 64 bits: what the remainder prefers is not noticeable.
  const number = BigInt(`0x${digest.slice(0, 16)}`) % 36n ** BigInt(codeLength);
  return { code: number.toString(36).toUpperCase().padStart(codeLength, '0'), key, n };
}

export function refLine({ code, key, n }: Ref): string {
  return `Ref ${code} ${key} ${n}`;
}

/**
 * What the last line of a comment's body names; undefined where it is none of ours. Workable may have added white space
 * and the tags of paragraphs and line breaks.
 */
export function parseRef(body: string): Ref | undefined {
  const last = lastLineOf(body);
  const [, code, key, n] = /^Ref[ \u00A0]([0-9A-Z]{6})[ \u00A0]([a-z-]{1,20})[ \u00A0]([1-9]\d{0,5})$/.exec(last) ?? [];
  if (code === undefined || !isRefKey(key)) return undefined;
  return { code, key, n: Number(n) };
}

function isRefKey(key: string | undefined): key is RefKey {
  return key === 'rating' || entryKeys.some((known) => known === key);
}

/** Longer than any line of ours with what may be wrapped around it. */
const longestEnd = 2000;

function lastLineOf(body: string): string {
  const end = body.slice(-longestEnd).replaceAll('&nbsp;', '\u00A0');
  const lines = end.split(/[\r\n]|<\/?(?:br|p|div|li|pre)\b[^<>]*>/i);
  // Of a longer body the first line may be the end of one.
  const whole = body.length > longestEnd ? lines.slice(1) : lines;
  return (
    whole
      .map((line) => line.replaceAll(wrapping, ''))
      .filter((line) => line !== '')
      .at(-1) ?? ''
  );
}

/** White space and tags around a line. */
const wrapping = /^(?:\s|<[^<>]*>)+|(?:\s|<[^<>]*>)+$/g;
