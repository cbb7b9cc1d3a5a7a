import { quoteErrorOf } from './values.ts';

/** The source of the texts of settings. */
export type Source = {
  /** Prefix of error messages, such as `account acme: `; empty for the environment. */
  readonly place: string;
  readonly texts: Readonly<Record<string, string | undefined>>;
  /** Settings with an error that is already reported. */
  readonly invalid?: ReadonlySet<string>;
};

export const invalid = Symbol('invalid');
/** A text with the name that error messages give it; undefined when it is not set. */
export type Found = { label: string; text: string } | typeof invalid | undefined;

type Parts = { readFile: (path: string) => string; addError: (text: string) => void };

/** Finds the text of a setting, in its source or in the file that NAME_FILE points to. */
export function createTextFinder({ readFile, addError }: Parts) {
  return { find, file, optionalFile };

  function find(name: string, mayBeInFile: boolean, { place, texts, invalid: reported }: Source): Found {
    const fileName = `${name}_FILE`;
    const path = mayBeInFile ? texts[fileName] : undefined;
    if (reported?.has(name) || (mayBeInFile && reported?.has(fileName))) return invalid;
    if (path === undefined) return filled(place + name, texts[name]);
    if (texts[name] === undefined) return fromFile(place + fileName, path);
    addError(`${place}${name} and ${fileName} are both set: remove one of them`);
    return invalid;
  }

  function filled(label: string, text: string | undefined): Found {
    if (text === undefined) return undefined;
    const trimmed = trimInvisible(text);
    if (trimmed === '') addError(`${label} is set but empty: give it a value or remove it`);
    return clean(label, trimmed);
  }

  function clean(label: string, text: string): Exclude<Found, undefined> {
    const invisible = invisibleIn(text);
    const quotes = quoteErrorOf(text);
    if (quotes) addError(`${label} ${quotes}`);
    else if (invisible) addError(`${label} holds an invisible character (${invisible}): remove it`);
    return text === '' || invisible || quotes ? invalid : { label, text };
  }

  function fromFile(label: string, path: string): Found {
    const found = filled(label, path);
    if (found === undefined || found === invalid) return found;
    const content = file(label, found.text);
    if (content === undefined) return invalid;
    const text = trimInvisible(content);
    if (text === '') addError(`${label} names an empty file`);
    return clean(label, text);
  }

  /**
   * The content of the file that the setting `label` names; undefined, with an error reported, when it is unreadable.
   */
  function file(label: string, path: string): string | undefined {
    try {
      return readFile(path);
    } catch (error) {
      // The path stays out of the message: it may be the secret itself, set in the wrong place.
      addError(`${label} names a file that cannot be read${codeText(error)}`);
      return undefined;
    }
  }

  function optionalFile(label: string, path: string): string | undefined {
    try {
      return readFile(path);
    } catch (error) {
      const isMissing = /ENOENT|ENOTDIR/.test(codeText(error));
      if (!isMissing) addError(`${label} cannot be read${codeText(error)}`);
      return undefined;
    }
  }
}

function codeText(error: unknown): string {
  return error instanceof Error && 'code' in error ? ` (${error.code})` : '';
}

/**
 * Without spaces, line ends, byte order marks and zero-width characters around it: editors and copying leave them
 * there.
 */
export function trimInvisible(text: string): string {
  return text.replace(/^[\s\p{Cf}]+/u, '').replace(/[\s\p{Cf}]+$/u, '');
}

/** The first invisible character within a text, as `U+200B`. */
function invisibleIn(text: string): string | undefined {
  const [found] = /[\p{Cf}\0]/u.exec(text) ?? [];
  return found && `U+${found.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
}
