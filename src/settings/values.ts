import { z } from 'zod';
import { parseUrl } from '../interviews/parse-url.ts';
import { isLoopback } from './loopback.ts';
import { parseRedisAddress } from './redis-address.ts';
import { timeZoneOf } from './time-zone.ts';

/** How long a link works. */
export type LinkLife = { kind: 'forever' } | { kind: 'time'; ms: number } | { kind: 'views'; views: number };

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const centuryMs = 36_500 * 86_400_000;
const durations = 'a duration above zero such as 500ms, 30s, 10m, 24h or 14d';

/** A value read from text: `read` returns undefined for an invalid one; `expected` continues "should be". */
export function reads<T>(expected: string, read: (text: string) => T | undefined) {
  return z.string().transform((text, context): T => {
    const value = read(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: `should be ${expected}` });
    return z.NEVER;
  });
}

/** The same value, without the texts for which `isRefused` is true; `why` continues the name of the setting. */
export function refuses<T>(isRefused: (text: string) => boolean, why: string, kind: z.ZodType<T, string>) {
  return z
    .string()
    .refine((text) => !isRefused(text), { message: why, abort: true })
    .pipe(kind);
}

/** Other tools strip quotes; here they would become part of the value. */
function isQuoted(text: string): boolean {
  return /^(?:\\?(["'`]).*\1|[“„«].*[”“»]|[‘‚].*[’‘])$/s.test(text);
}

const quoteMarks = [/"/g, /'/g, /`/g, /[“”„«»]/g, /[‘’‚]/g];

/** A quote at one end only. */
function hasLoneQuote(text: string): boolean {
  const ends = text.slice(0, 1) + text.slice(-1);
  return quoteMarks.some((mark) => ends.search(mark) >= 0 && (text.match(mark)?.length ?? 0) % 2 === 1);
}

const quoted = 'is in quotes: remove them';
const halfQuoted = 'begins or ends with a lone quote: remove it';

/** Continues the name of a setting. */
export function quoteErrorOf(text: string): string | undefined {
  if (isQuoted(text)) return quoted;
  return hasLoneQuote(text) ? halfQuoted : undefined;
}

/** Comma-separated; at least one. */
export function listOf<T>(item: z.ZodType<T, string>) {
  return z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(refuses(isQuoted, quoted, refuses(hasLoneQuote, halfQuoted, item))));
}

export function oneOf<const Word extends string>(...words: Word[]) {
  return reads(new Intl.ListFormat('en', { type: 'disjunction' }).format(words), (text) =>
    words.find((word) => word === text),
  );
}

export const anyText = z.string();

export const timeZone = reads('an IANA time zone such as Europe/Berlin or UTC', timeZoneOf);

export const bool = reads('true or false', (text) => ({ true: true, false: false })[text]);

/** A text that may follow `Bearer` in a header. */
export const token = z
  .string()
  .regex(/^[\x21-\x7e]+$/, 'should be printable ASCII without spaces (leave the word Bearer out)');

/** An encryption key: too long to be guessed. */
export const key = z.string().min(32, 'should have at least 32 characters');

/** Too short, of too few different characters, or copied from an example. */
export function isGuessable(text: string): boolean {
  return text.length < 16 || new Set(text).size < 6 || /change-?_?me|placeholder|your-?_?(token|secret)/i.test(text);
}

export function wholeNumber(from: number, to: number) {
  return reads(`a whole number from ${from} to ${to}`, (text) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    return number >= from && number <= to ? number : undefined;
  });
}

export const percentage = reads('a number from 0 to 100', (text) => {
  const number = decimalOf(text);
  return number <= 100 ? number : undefined;
});

export const positiveNumber = reads('a number above 0, such as 10', (text) => {
  const number = decimalOf(text);
  return number > 0 ? number : undefined;
});

function decimalOf(text: string): number {
  return /^\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : Number.NaN;
}

/** In milliseconds. */
export const duration = reads(durations, durationOf);

/** In milliseconds, within bounds that are written as durations. */
export function durationBetween(from: string, to: string) {
  const [least, most] = [durationOf(from) ?? 0, durationOf(to) ?? 0];
  return reads(`a duration from ${from} to ${to}, such as 75s or 10m`, (text) => {
    const ms = durationOf(text);
    return ms !== undefined && ms >= least && ms <= most ? ms : undefined;
  });
}

function durationOf(text: string): number | undefined {
  const [, count = '', unit = ''] = /^(\d{1,12})(ms|s|m|h|d)$/.exec(text) ?? [];
  const ms = Number(count) * (unitMs[unit] ?? Number.NaN);
  return ms > 0 && ms <= centuryMs ? ms : undefined;
}

export const timeOrForever = reads(`${durations}, or none for no limit`, timeOrForeverOf);

export const linkLife = reads(
  `${durations}, views:N for N views, or none for no limit`,
  (text): LinkLife | undefined => {
    const views = /^views:([1-9]\d{0,8})$/.exec(text)?.[1];
    return views === undefined ? timeOrForeverOf(text) : { kind: 'views', views: Number(views) };
  },
);

function timeOrForeverOf(text: string): LinkLife | undefined {
  if (text === 'none') return { kind: 'forever' };
  const ms = durationOf(text);
  return ms === undefined ? undefined : { kind: 'time', ms };
}

/** A base URL, to which paths are added: without a trailing slash. */
export const baseUrl = reads(
  'an https URL (http only for localhost) without user, password, query or fragment',
  (text) => {
    if (!/^https?:\/\/[\x21-\x7e]+$/i.test(text) || /[?#\\]/.test(text)) return undefined;
    const url = parseUrl(text);
    if (!url) return undefined;
    if (url.username !== '' || url.password !== '') return undefined;
    if (url.protocol !== 'https:' && !isLoopback(url.hostname)) return undefined;
    return (url.origin + url.pathname).replace(/\/+$/, '');
  },
);

export const redisUrl = reads(
  'a URL such as redis://redis:6379 or rediss://user:password@redis:6380/0; several nodes, separated by commas, need ?cluster or ?sentinel=<name of the master> at the end',
  (text) => (parseRedisAddress(text) ? text : undefined),
);
