import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

/** What each folder may use, beside itself, the middle and the failures; of what follows a colon, the types only. */
const rules: Record<string, string> = {
  interviews: ': ',
  http: ': ',
  delivery: ': store',
  store: 'settings : config.ts',
  reports: 'http settings : config.ts store',
  vendors: 'http settings : ',
  workable: 'http settings : config.ts',
  // These two put the parts of several folders together.
  settings: 'vendors workable : ',
  operator: 'http delivery reports store bridge-accounts.ts log.ts : config.ts',
};

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
const sources = files.map((path) => ({ path, text: readFileSync(join('src', path), 'utf8') }));
const imports = sources.flatMap(({ path, text }) =>
  [...text.matchAll(/^(?:import|export)( type)? (?:[^;'`]*? from )?'([^']+)';$/gm)].map(([, type, from = '']) => ({
    path,
    isType: type !== undefined,
    to: from.startsWith('.') ? placeOf(join(dirname(path), from)) : from,
    isOurs: from.startsWith('.'),
  })),
);
const places = new Set(files.map(placeOf));

/** The folder, or the file that lies beside the folders. */
function placeOf(path: string): string {
  return normalize(path).split('/')[0] ?? path;
}

test('every folder has a rule, and every import is seen', () => {
  expect([...places].filter((place) => !place.endsWith('.ts')).sort()).toEqual(Object.keys(rules).sort());
  const written = sources.flatMap(({ text }) => text.match(/^import '.*|.* from '[^']+';$|\bimport\(.*/gm) ?? []);
  expect(imports).toHaveLength(written.length);
  expect(imports.length).toBeGreaterThan(100);
});

test('the middle knows nobody', () => {
  const known = imports.filter(({ path }) => placeOf(path) === 'interviews').map(({ to }) => to);
  expect([...new Set(known)].sort()).toEqual(['errors.ts', 'interviews', 'node:url']);
});

test('nothing is imported sideways', () => {
  const sideways = imports.filter(({ path, to, isType, isOurs }) => {
    const [uses = '', names = ''] = rules[placeOf(path)]?.split(': ') ?? [];
    const allowed = [
      placeOf(path),
      'interviews',
      'errors.ts',
      'limits.ts',
      ...uses.split(' '),
      ...(isType ? names.split(' ') : []),
    ];
    return isOurs && path.includes('/') && !allowed.includes(to);
  });
  expect(sideways).toEqual([]);
});

test('nothing happens and nothing is held when a file is loaded, but for the process itself', () => {
  const effect = /^(?:await|void|let|var|if|for|while|try|switch|new|const \w+ = new (?:Map|Set)\(\)|[\w.]+\().*/gm;
  const effects = sources.flatMap(({ path, text }) =>
    // Pages and scripts are texts in the code, some of them with code in the text.
    (text.replaceAll(/`[^`]*`/g, '').match(effect) ?? []).map((line) => `${path}: ${line}`),
  );
  expect(effects.filter((line) => !line.startsWith('main.ts: '))).toEqual([]);
  expect(effects).not.toEqual([]);
});

test('only the process sees its environment', () => {
  const seeing = sources.filter(({ text }) => /\bprocess\.[a-z]|'node:process'/.test(text)).map(({ path }) => path);
  expect(seeing).toEqual(['main.ts']);
});

test('the architecture page has a line for every file', () => {
  const page = readFileSync('docs/architecture.md', 'utf8');
  const named = new Set(page.match(/[\w-]+\.ts(?=[ ,])/g));
  expect(files.map((path) => path.split('/').at(-1)).filter((name) => !named.has(name ?? ''))).toEqual([]);
});
