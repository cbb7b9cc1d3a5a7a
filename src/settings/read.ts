import { comesFromEnvironment, type SettingRow, type SettingRows, type ValuesOf } from './row.ts';
import { createTextFinder, type Found, invalid, type Source } from './text-source.ts';
import { isGuessable } from './values.ts';

export type { Source } from './text-source.ts';

export type SettingsReader = {
  /** All errors so far, without duplicates. */
  readonly errors: ReadonlySet<string>;
  readonly addError: (text: string) => void;
  /** Settings that grant access and can be guessed. */
  readonly guessable: ReadonlySet<string>;
  /** The values of all rows, from `source` or, unless they are secret, from `fallback`. Invalid ones are missing. */
  readonly read: <Rows extends SettingRows>(rows: Rows, source: Source, fallback?: Source) => ReadValues<Rows>;
  /** Reports errors of the rows that are set in `source`; the others may be set elsewhere. */
  readonly check: (rows: SettingRows, source: Source) => void;
  /**
   * The content of the file that the setting `label` names; undefined, with an error reported, when it is unreadable.
   */
  readonly file: (label: string, path: string) => string | undefined;
  /** The same for a file that may be missing: then undefined, and no error. */
  readonly optionalFile: (label: string, path: string) => string | undefined;
};

type ReadValues<Rows extends SettingRows> = {
  values: Partial<ValuesOf<Rows>>;
  /** The names of those that are set nowhere. One that is set and wrong is not among them. */
  unset: ReadonlySet<string>;
};

/** The values of defaults that were read before, for readers of the same settings: thousands of accounts share them. */
export type Defaults = Map<SettingRow, unknown>;

export function createSettingsReader(
  readFile: (path: string) => string,
  defaults: Defaults = new Map(),
): SettingsReader {
  const errors = new Set<string>();
  const guessable = new Set<string>();
  const addError = (text: string): void => void errors.add(text);
  const { find, file, optionalFile } = createTextFinder({ readFile, addError });
  return { errors, addError, guessable, read, check, file, optionalFile };

  function read<Rows extends SettingRows>(rows: Rows, source: Source, fallback?: Source): ReadValues<Rows> {
    const unset = new Set<string>();
    const entries = Object.entries(rows).map(([name, row]) => {
      const found =
        findIn(name, row, source) ?? (fallback && comesFromEnvironment(row) ? findIn(name, row, fallback) : undefined);
      if (found === undefined) unset.add(name);
      return [name, found === undefined ? defaultOf(name, row, source) : parse(row, found)];
    });
    return { values: Object.fromEntries(entries) as Partial<ValuesOf<Rows>>, unset };
  }

  function check(rows: SettingRows, source: Source): void {
    for (const [name, row] of Object.entries(rows)) {
      const found = findIn(name, row, source);
      if (found !== undefined) parse(row, found);
    }
  }

  function findIn(name: string, row: SettingRow, source: Source): Found {
    return find(name, row.secret === true, source);
  }

  function defaultOf(name: string, row: SettingRow, { place }: Source): unknown {
    if (row.default !== undefined) {
      if (!defaults.has(row)) defaults.set(row, row.value.parse(row.default));
      return defaults.get(row);
    }
    if (!row.optional) addError(`${place}${name} is missing. ${row.meaning}`);
    return undefined;
  }

  function parse(row: SettingRow, found: Exclude<Found, undefined>): unknown {
    if (found === invalid) return undefined;
    const parsed = row.value.safeParse(found.text);
    const issue = parsed.error?.issues[0];
    const part = typeof issue?.path[0] === 'number' ? `, part ${issue.path[0] + 1},` : '';
    if (issue !== undefined) addError(`${found.label}${part} ${issue.message}`);
    if (row.opens && [parsed.data].flat().some((secret) => isGuessable(String(secret)))) guessable.add(found.label);
    return parsed.data;
  }
}
