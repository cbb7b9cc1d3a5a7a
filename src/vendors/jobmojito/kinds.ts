import { asFailure, type Failure, isNotPermitted } from '../../errors.ts';
import type { MissingKind } from '../../interviews/ports/vendor.ts';
import type { Api } from '../api.ts';
import type { Read } from '../lenient.ts';
import { type List, listAll } from './list.ts';

/** A list call returns one type; without a type it returns interviews only. */
const kinds = ['interview', 'assessment'] as const;

export type OfKinds<Row> = {
  rows: Read<Row>[];
  missing: MissingKind[];
  ignored: readonly string[];
  isCut: boolean;
};

/** Reads each kind of a list on its own: if one fails, the other is still returned. Throws Failure if all fail. */
export async function listKinds<Row>(api: Api, list: List<Row>): Promise<OfKinds<Row>> {
  const missing: MissingKind[] = [];
  const lists = await Promise.all(
    kinds.map((kind) =>
      listAll(api, { ...list, query: { type: kind, ...list.query } }).catch((error: unknown) => {
        missing.push({ kind, failure: asFailure(error) });
      }),
    ),
  );
  const worst = worstOf(missing);
  if (worst && (missing.length === kinds.length || worst.kind === 'internal')) throw worst;
  const found = lists.filter((each) => each !== undefined);
  return {
    rows: found.flatMap(({ rows }) => rows),
    missing,
    ignored: [...new Set(found.flatMap(({ ignored }) => ignored))],
    isCut: found.some(({ isCut }) => isCut),
  };
}

/**
 * A kind that the key may not read has no rows for us. A kind that could not be read for another reason may have some:
 * throws Failure.
 */
export function rowsForUs<Row>({ rows, missing }: OfKinds<Row>): Read<Row>[] {
  const unknown = missing.find(({ failure }) => !isNotPermitted(failure));
  if (unknown) throw unknown.failure;
  return rows;
}

/** The failure to report: bugs of the bridge and a wrong key first, then temporary failures, then refusals. */
function worstOf(missing: readonly MissingKind[]): Failure | undefined {
  const failures = missing.map(({ failure }) => failure);
  const kindOf = (wanted: Failure['kind']) => failures.find(({ kind }) => kind === wanted);
  const passing = failures.find((failure) => !isNotPermitted(failure));
  return kindOf('internal') ?? kindOf('vendor-key-rejected') ?? passing ?? failures[0];
}
