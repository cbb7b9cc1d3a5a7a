import { Failure } from '../../errors.ts';
import { limits } from '../../limits.ts';
import type { Place } from '../../store/events.ts';
import { eventShardOf } from '../../store/events.ts';
import { eventShards } from '../../store/keys.ts';

/**
 * Where a reader is: a place in each stream that it reads. `at`: when nothing was left behind the places that are read,
 * epoch ms by the clock of the processes. `account`: it reads that one alone.
 */
export type Cursor = { at: number; account: string | undefined; places: readonly Place[] };

const version = '1';
const cursorPattern = /^1\.([0-9a-z]{1,10})\.([a-z0-9-]*)((?:\.~?[0-9a-z]{1,10}-[0-9a-z]{1,10})+)$/;

/** The streams that a reader of an account reads, or of all. */
export function shardsOf(account: string | undefined): readonly number[] {
  return account === undefined ? Array.from({ length: eventShards }, (_, shard) => shard) : [eventShardOf(account)];
}

/** In letters that need no escapes, neither in a URL nor in a header. */
export function textOf({ at, account = '', places }: Cursor): string {
  return [version, at.toString(36), account, ...places.map(placeText)].join('.');
}

/**
 * The cursor that a reader presents. Throws Failure `invalid-field` for a text that is none, or one of a reader of
 * another account, and `gone` for one that is older than what is kept.
 */
export function cursorOf(text: string, account: string | undefined, now: number): Cursor {
  const [, at = '', of = '', rest = ''] = cursorPattern.exec(text) ?? [];
  const places = rest.split('.').slice(1).map(placeOf);
  const isWrong = places.some(({ id }) => id.includes('NaN')) || places.length !== shardsOf(of || undefined).length;
  if (isWrong) throw invalid('after should be a cursor that this API gave');
  if (of !== (account ?? '')) throw invalid('after should be a cursor that was given for the same account');
  const cursor = { at: Number.parseInt(at, 36), account, places };
  if (now - cursor.at > limits.eventsMs) throw tooOld();
  return cursor;
}

export function invalid(why: string): Failure {
  return new Failure('invalid-field', `Invalid query parameter: ${why}`);
}

export function tooOld(): Failure {
  return new Failure('gone', 'Events after this cursor are no longer kept: begin with after=0, or without');
}

function placeText({ id, isRead }: Place): string {
  const numbers = id.split('-').map((number) => Number(number).toString(36));
  return `${isRead ? '' : '~'}${numbers.join('-')}`;
}

function placeOf(text: string): Place {
  const isRead = !text.startsWith('~');
  const numbers = text
    .replace('~', '')
    .split('-')
    .map((number) => wholeOf(number));
  return { id: numbers.join('-'), isRead };
}

function wholeOf(text: string): number {
  const number = Number.parseInt(text, 36);
  return Number.isSafeInteger(number) ? number : Number.NaN;
}
