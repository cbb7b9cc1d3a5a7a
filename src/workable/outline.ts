import { hash } from 'node:crypto';
import type { Outline } from '../outbox/destination.ts';

const longestKept = 40;

/**
 * The part of a payload that is kept once Workable has it: its shape with every short value, and enough of each long
 * value to detect a change. Long keys are cut: keys of results begin with their number. Pure.
 */
export function outlineOf(value: unknown): Outline {
  if (typeof value === 'string') return value.length <= longestKept ? value : [value.length, digestOf(value)];
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  const entries = Object.entries(value ?? {}).map(([key, inner]) => [shortened(key), outlineOf(inner)] as const);
  return Object.fromEntries(entries);
}

function shortened(key: string): string {
  return key.length <= longestKept ? key : `${key.slice(0, longestKept - 1)}…`;
}

function digestOf(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, 10);
}
