import { writeFileSync } from 'node:fs';
import { UsageError } from '../parts.ts';

/** By the names of settings. */
export type Texts = Readonly<Record<string, string>>;

const head = `# Settings of the bridge, made by "bridge init". All of them: .env.example and docs/settings.md.
# Keep this file secret, and a copy of DATA_KEY elsewhere: without it nothing that is stored can be read.
`;

/** Writes a new file that only this user may read. Throws UsageError where there is one already. */
export function writeEnvFile(path: string, texts: Texts): void {
  const lines = Object.entries(texts).map(([name, text]) => `${name}=${quoted(name, text)}\n`);
  try {
    writeFileSync(path, `${head}\n${lines.join('')}`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    throw new UsageError(explain(path, (error as NodeJS.ErrnoException).code ?? 'unknown'));
  }
}

export function existsAlready(path: string): string {
  return `${path} exists already, and nothing was written. Rename it, or write elsewhere: --file <path>`;
}

function explain(path: string, code: string): string {
  return code === 'EEXIST' ? existsAlready(path) : `${path} cannot be written (${code})`;
}

/** In quotes where the file would say something else without. */
function quoted(name: string, text: string): string {
  if (/^[\w:/.,@+=*-]*$/.test(text)) return text;
  const mark = ["'", '`', '"'].find((each) => !text.includes(each));
  if (mark === undefined || /[\r\n]/.test(text)) {
    throw new UsageError(`${name} cannot stand in a .env file: name a file that holds it with ${name}_FILE`);
  }
  return `${mark}${text}${mark}`;
}
