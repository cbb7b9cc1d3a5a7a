import { readFile } from 'node:fs/promises';
import { allSettings } from '../../settings/table.ts';
import { closest } from '../cli/closest.ts';
import type { PlainParts } from '../cli/command.ts';
import { UsageError } from '../parts.ts';

type Parts = Pick<PlainParts, 'args' | 'options' | 'readInput'>;
type Assignment = [name: string, value: Written[string]];
type Written = Readonly<Record<string, string | number | boolean | null>>;

/**
 * The settings that a command is given in `words`, by default behind the name of the account, and in `--secrets-file`.
 * Null: typed without a value. Throws UsageError. No message quotes a value: it may be a secret.
 */
export async function givenSettings(parts: Parts, words: readonly string[] = parts.args.slice(1)): Promise<Written> {
  const typed = words.map((word, i) => assignment(word, `argument ${parts.args.length - words.length + i + 1}`));
  for (const [name] of typed) refuseSecret(name);
  const { secretsFile: path } = parts.options;
  const filed = path === undefined ? [] : assignmentsOf(await contentOf(path, parts));
  // An empty value in a file is a secret that another program failed to give.
  const all = [...typed.map(([name, value]): Assignment => [name, value === '' ? null : value]), ...filed];
  for (const [name] of all) refuseMisspelt(name);
  const names = all.map(([name]) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new UsageError(`${twice} is given more than once`);
  return Object.fromEntries(all);
}

function refuseSecret(name: string): void {
  if (!Object.hasOwn(allSettings, name) || !allSettings[name]?.secret) return;
  throw new UsageError(
    `${name} is a secret: on the command line others can read it, in the list of processes and in the history of the shell. Write it into a file with lines NAME=value for --secrets-file <path>, or pipe it in with --secrets-file -`,
  );
}

function refuseMisspelt(name: string): void {
  if (Object.hasOwn(allSettings, name)) return;
  const meant = closest(name, Object.keys(allSettings));
  throw new UsageError(`There is no setting ${name}${meant === undefined ? '' : `. Did you mean ${meant}?`}`);
}

/** `NAME=value`; the value is all that stands behind the first `=`. */
function assignment(text: string, place: string): [name: string, value: string] {
  const [, name, value] = /^([A-Z][A-Z0-9_]*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new UsageError(`It should be NAME=value: ${place}`);
  return [name, value];
}

async function contentOf(path: string, { readInput }: Parts): Promise<string> {
  if (path === '-') return readInput();
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`--secrets-file: the file cannot be read (${error.code ?? 'unknown'})`);
  });
}

/** Lines, of which empty ones and those with a `#` in front say nothing; or an object of JSON. */
function assignmentsOf(content: string): Assignment[] {
  const text = content.replace(/^\uFEFF/, '');
  if (text.trimStart().startsWith('{')) return Object.entries(objectOf(text));
  const lines = text.split('\n').map((line, i) => ({ line: line.trim(), place: `line ${i + 1} of --secrets-file` }));
  return lines
    .filter(({ line }) => line !== '' && !line.startsWith('#'))
    .map(({ line, place }) => assignment(line, place));
}

/** Drops the parser's message: it quotes the text. */
function objectOf(text: string): Written {
  const written = parsed(text);
  const isFlat = Object.values(written ?? {}).every((value) => ['string', 'number', 'boolean'].includes(typeof value));
  if (written !== undefined && isFlat) return written as Written;
  throw new UsageError('--secrets-file should hold lines NAME=value, or JSON such as {"NAME": "value"}');
}

function parsed(text: string): object | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
