import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

type Package = {
  version: string;
  private?: boolean;
  bin: Record<string, string>;
  dependencies: Record<string, string>;
};

const { version, bin, dependencies, ...others }: Package = JSON.parse(readFileSync('package.json', 'utf8'));

/** What the package and the image hold. */
const shipped = ['src', 'sandbox'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => join(folder, path)),
);

test('can be published, and started under its own name and under that of the documents', () => {
  expect(others).not.toHaveProperty('private');
  expect(bin).toEqual({ 'interview-bridge': 'dist/src/main.js', bridge: 'dist/src/main.js' });
});

test('what is shipped imports only what is installed with it', () => {
  const imported = shipped.flatMap((path) =>
    [
      ...readFileSync(path, 'utf8').matchAll(
        /(?:\bfrom |^import |(?<!Promise\.)\b(?:import|resolve|require)\()'([^']+)'/gm,
      ),
    ].map(([, to = '']) => [path, to] as const),
  );
  const foreign = imported.filter(([path, to]) => !isThere(path, to));
  expect(imported.length).toBeGreaterThan(1000);
  expect(foreign).toEqual([]);
});

/** Our own files, Node's, and the packages that a user gets too. */
function isThere(path: string, to: string): boolean {
  if (to.startsWith('.')) return shipped.includes(join(dirname(path), to));
  const [scope = '', name] = to.split('/');
  const owner = scope.startsWith('@') ? `${scope}/${name}` : scope;
  return to.startsWith('node:') || builtinModules.includes(to) || owner in dependencies;
}

test('the changelog has the changes of this version', () => {
  const [, newest] = /^## (\S+)/m.exec(readFileSync('CHANGELOG.md', 'utf8')) ?? [];
  expect(newest).toBe(version);
});
