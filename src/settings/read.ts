import type { SettingRow, SettingRows, ValuesOf } from './row.ts';
import { isGuessable, quotesFaultOf } from './values.ts';

/** Where the texts of settings come from. */
export type Source = {
  /** How a fault names the place, such as `account acme: `; empty for the environment. */
  readonly place: string;
  readonly texts: Readonly<Record<string, string | undefined>>;
  /** Settings whose fault is already told. */
  readonly faulty?: ReadonlySet<string>;
};

export type SettingsReader = {
  /** Every fault so far, each once. */
  readonly faults: ReadonlySet<string>;
  readonly fault: (text: string) => void;
  /** Settings that let in whoever guesses them, and can be guessed. */
  readonly guessable: ReadonlySet<string>;
  /**
   * The values of all rows, from `source` or, unless they are secret, from `fallback`. Those with a fault are missing,
   * so the answer is whole only while there are no faults.
   */
  readonly read: <Rows extends SettingRows>(rows: Rows, source: Source, fallback?: Source) => Partial<ValuesOf<Rows>>;
  /** Tells the faults of the rows that are set in `source`; those that are not may be set elsewhere. */
  readonly check: (rows: SettingRows, source: Source) => void;
  /** The text of the file at `path`, which the setting `label` names; undefined, with a fault told, when it cannot be read. */
  readonly file: (label: string, path: string) => string | undefined;
};

const faulty = Symbol('faulty');
type Found = { label: string; text: string } | typeof faulty | undefined;

export function createSettingsReader(readFile: (path: string) => string): SettingsReader {
  const faults = new Set<string>();
  const guessable = new Set<string>();
  const fault = (text: string): void => void faults.add(text);

  function read<Rows extends SettingRows>(rows: Rows, source: Source, fallback?: Source): Partial<ValuesOf<Rows>> {
    const values = Object.entries(rows).map(([name, row]) => {
      const found = find(name, row, source) ?? (row.secret || !fallback ? undefined : find(name, row, fallback));
      return [name, found === undefined ? unset(name, row, source) : parse(row, found)];
    });
    return Object.fromEntries(values) as Partial<ValuesOf<Rows>>;
  }

  function check(rows: SettingRows, source: Source): void {
    for (const [name, row] of Object.entries(rows)) {
      const found = find(name, row, source);
      if (found !== undefined) parse(row, found);
    }
  }

  function find(name: string, row: SettingRow, { place, texts, faulty: told }: Source): Found {
    const fileName = `${name}_FILE`;
    const path = row.secret ? texts[fileName] : undefined;
    if (told?.has(name) || (row.secret && told?.has(fileName))) return faulty;
    if (path === undefined) return filled(place + name, texts[name]);
    if (texts[name] === undefined) return fromFile(place + fileName, path);
    fault(`${place}${name} and ${fileName} are both set: remove one of them`);
    return faulty;
  }

  function filled(label: string, text: string | undefined): Found {
    if (text === undefined) return undefined;
    const trimmed = withoutUnseenEnds(text);
    if (trimmed === '') fault(`${label} is set but empty: give it a value or remove it`);
    return clean(label, trimmed);
  }

  function clean(label: string, text: string): Exclude<Found, undefined> {
    const unseen = unseenIn(text);
    const quotes = quotesFaultOf(text);
    if (quotes) fault(`${label} ${quotes}`);
    else if (unseen) fault(`${label} holds a character that nobody sees (${unseen}): remove it`);
    return text === '' || unseen || quotes ? faulty : { label, text };
  }

  function fromFile(label: string, path: string): Found {
    const found = filled(label, path);
    if (found === undefined || found === faulty) return found;
    const content = file(label, found.text);
    if (content === undefined) return faulty;
    const text = withoutUnseenEnds(content);
    if (text === '') fault(`${label} names an empty file`);
    return clean(label, text);
  }

  function file(label: string, path: string): string | undefined {
    try {
      return readFile(path);
    } catch (error) {
      // The path stays untold: somebody may have put the secret itself there.
      const code = error instanceof Error && 'code' in error ? ` (${error.code})` : '';
      fault(`${label} names a file that cannot be read${code}`);
      return undefined;
    }
  }

  function unset(name: string, row: SettingRow, { place }: Source): unknown {
    if (row.default !== undefined) return row.value.parse(row.default);
    if (!row.optional) fault(`${place}${name} is missing. ${row.meaning}`);
    return undefined;
  }

  function parse(row: SettingRow, found: Exclude<Found, undefined>): unknown {
    if (found === faulty) return undefined;
    const parsed = row.value.safeParse(found.text);
    const issue = parsed.error?.issues[0];
    const part = typeof issue?.path[0] === 'number' ? `, part ${issue.path[0] + 1},` : '';
    if (issue !== undefined) fault(`${found.label}${part} ${issue.message}`);
    if (row.opens && [parsed.data].flat().some((word) => isGuessable(String(word)))) guessable.add(found.label);
    return parsed.data;
  }

  return { faults, fault, guessable, read, check, file };
}

/** Without spaces, line ends, byte order marks and zero-width characters around it: editors and copying leave them there. */
export function withoutUnseenEnds(text: string): string {
  return text.replace(/^[\s\p{Cf}]+/u, '').replace(/[\s\p{Cf}]+$/u, '');
}

/** The first character within a text that is there and not seen, as `U+200B`. */
function unseenIn(text: string): string | undefined {
  const [found] = /[\p{Cf}\0]/u.exec(text) ?? [];
  return found && `U+${found.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
}
