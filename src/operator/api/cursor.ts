import { hash } from 'node:crypto';
import { z } from 'zod';
import { invalid } from './validate.ts';

/** Where a page ended: by time and id, and not by its place, so that nothing is left out as others come and go. */
type Position = { id: string; at: number };

const Cursor = z.tuple([z.string(), z.number(), z.string().min(1)]);

/**
 * Cursors of one list. `filters` are part of them: a cursor goes on with the list that it came from, and with no other.
 */
export function cursorsOf(list: string, filters: unknown) {
  const mark = hash('sha256', JSON.stringify([list, filters]), 'base64url').slice(0, 8);
  return {
    write: ({ id, at }: Position): string => Buffer.from(JSON.stringify([mark, at, id])).toString('base64url'),

    /** Throws Failure for what is no cursor of this list. */
    read(text: string | undefined): Position | undefined {
      if (text === undefined) return undefined;
      const { data } = Cursor.safeParse(jsonOf(text));
      if (data?.[0] === mark) return { at: data[1], id: data[2] };
      throw invalid('Invalid query parameter: cursor should be one that this list gave, with the same filters');
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
}
