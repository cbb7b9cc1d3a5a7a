import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** As the image gets it: packages, and bytes of their files and of what was built. */
export type Footprint = { packages: number; bytes: number };

type Lock = { packages: Record<string, { dev?: boolean }> };

/** What the Dockerfile copies of `dist`. */
const built = ['dist/src', 'dist/sandbox'];

/**
 * Of a folder where everything is installed and built; packages for other platforms and for development only are none.
 */
export async function footprintOf(root: string): Promise<Footprint> {
  const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as Lock;
  const installed = Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && !dev && existsSync(join(root, path)))
    .map(([path]) => path);
  const sizes = await Promise.all([...installed, ...built].map((path) => bytesIn(join(root, path))));
  return { packages: installed.length, bytes: sizes.reduce((sum, each) => sum + each, 0) };
}

/** Packages inside a package are counted by themselves. */
async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true });
  const sizes = entries.map(async (entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? 0 : bytesIn(path);
    return entry.isFile() ? (await stat(path)).size : 0;
  });
  return (await Promise.all(sizes)).reduce((sum, each) => sum + each, 0);
}
