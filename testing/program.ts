import { fileURLToPath } from 'node:url';

/** Ours are run as built, which starts in a third of the time: the suite builds them before its first test. */
const built = new URL(import.meta.url.endsWith('.js') ? '../' : '../dist/', import.meta.url);

/** The file of a program of ours, such as `src/main`. */
export function programOf(name: string): string {
  return fileURLToPath(new URL(`${name}.js`, built));
}
