import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

type Package = { dev?: boolean; license?: string; optional?: boolean; optionalDependencies?: Record<string, string> };
type Manifest = { dependencies: Record<string, string>; devDependencies: Record<string, string> };

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const manifest = read('package.json') as Manifest;
const [, ...locked] = Object.entries((read('package-lock.json') as { packages: Record<string, Package> }).packages);

const allowed = [
  ...['MIT', 'MIT-0', 'ISC', '0BSD', 'BSD-0-Clause', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0'],
  ...['CC0-1.0', 'CC-BY-4.0', 'Python-2.0', 'Unlicense'],
];

/** One of a choice is enough: `(MIT OR EUPL-1.1+)`. */
function isAllowed(license: string, isForDevelopment: boolean): boolean {
  const names = isForDevelopment ? [...allowed, 'MPL-2.0'] : allowed;
  return license.split(' OR ').some((name) => names.includes(name.replaceAll(/[()]/g, '')));
}

test.each([
  ['MIT', false, true],
  ['(MIT OR EUPL-1.1+)', false, true],
  ['MIT AND GPL-3.0', false, false],
  ['MPL-2.0', false, false],
  ['MPL-2.0', true, true],
  ['', false, false],
])('the licence "%s" is allowed, for development %s: %s', (license, isForDevelopment, expected) => {
  expect(isAllowed(license, isForDevelopment)).toBe(expected);
});

/** As it is installed; one of another platform as the lock file has it, or as what asks for it. */
function licenseOf(path: string, { license }: Package): string {
  const installed = `${path}/package.json`;
  if (existsSync(installed)) return (read(installed) as { license?: string }).license ?? '';
  return license ?? licenseOfOwner(path);
}

function licenseOfOwner(path: string): string {
  const owner = locked.find(([, { optionalDependencies }]) => Object.hasOwn(optionalDependencies ?? {}, nameOf(path)));
  return owner ? licenseOf(...owner) : '';
}

const nameOf = (path: string) => path.split('node_modules/').at(-1) ?? '';

test('every package has a licence that is allowed', () => {
  expect(locked.length).toBeGreaterThan(300);
  const refused = locked
    .map(([path, each]) => ({ path, license: licenseOf(path, each), isForDevelopment: each.dev === true }))
    .filter(({ license, isForDevelopment }) => !isAllowed(license, isForDevelopment));
  expect(refused).toEqual([]);
});

test('the lock file names the optional packages of all platforms', () => {
  const paths = new Set(locked.map(([path]) => path));
  const wanted = locked.flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).map((name) => ({ path, name })),
  );
  expect(wanted.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['@esbuild/darwin-arm64', '@biomejs/cli-win32-x64', '@rolldown/binding-linux-x64-musl']),
  );
  expect(wanted.filter(({ path, name }) => !placesOf(path, name).some((place) => paths.has(place)))).toEqual([]);
});

/** Where Node looks for it, from the package inwards to the top. */
function placesOf(path: string, name: string): string[] {
  const parts = path.split('/node_modules/');
  return [
    ...parts.map((_, i) => `${parts.slice(0, parts.length - i).join('/node_modules/')}/node_modules/${name}`),
    `node_modules/${name}`,
  ];
}

test.each(['dependencies', 'devDependencies'] as const)('docs/dependencies.md says why each of %s is there', (kind) => {
  const [, production = '', development = ''] = readFileSync('docs/dependencies.md', 'utf8').split('\n## ');
  const section = kind === 'dependencies' ? production : development;
  const named = [...section.matchAll(/^\| `([^`]+)` +\| \S/gm)].map(([, name]) => name);
  expect(named.toSorted()).toEqual(Object.keys(manifest[kind]).toSorted());
});

test('versions are exact', () => {
  const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});
