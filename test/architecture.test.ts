import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

/**
 * What each folder may import beside itself, the middle, the outbox, records, errors and limits; after the colon, types
 * only.
 */
const rules: Record<string, string> = {
  accounts: 'http : config.ts settings',
  again: 'applications http pages : ',
  applications: ': ',
  connect: 'accounts http operator pages workable : bridge-accounts.ts',
  interviews: ': ',
  outbox: ': ',
  http: ': ',
  scheduler: 'store : ',
  store: 'applications settings : accounts config.ts workable',
  pages: ': ',
  reports: 'http pages settings : config.ts store',
  vendors: 'http settings : ',
  mail: 'http pages settings : ',
  workable: 'accounts applications http settings : config.ts',
  tracing: 'applications http store : config.ts mail',
  // These two put the parts of several folders together.
  settings: 'accounts mail vendors workable : ',
  checks: 'http settings vendors : ',
  operator:
    'accounts again applications checks http pages scheduler reports settings store vendors workable bridge-accounts.ts bridge-managed.ts config.ts log.ts : ',
};

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) => /\.tsx?$/.test(path));
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
  const written = sources.flatMap(({ text }) => text.match(/^import '.*|.* from '[^']+';$/gm) ?? []);
  expect(imports).toHaveLength(written.length);
  expect(imports.length).toBeGreaterThan(100);
});

test('sandbox and OpenTelemetry alone are loaded later: by the process, and where there is a collector', () => {
  const later = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/\bimport\(.*?\)/g)].map(([call]) => `${path}: ${call}`),
  );
  expect(new Set(later)).toEqual(
    new Set([
      "bridge-tracing.ts: import('./tracing/otlp.ts')",
      "main.ts: import('../sandbox/demo.ts')",
      "main.ts: import('../sandbox/dev.ts')",
    ]),
  );
  const of = imports.filter(({ to }) => to.startsWith('@opentelemetry/')).map(({ path }) => path);
  expect(new Set(of)).toEqual(new Set(['tracing/otlp.ts']));
  expect(sources.filter(({ text }) => /from '.*\/otlp\.ts'/.test(text)).map(({ path }) => path)).toEqual([]);
});

test('the middle imports nothing else', () => {
  const known = imports.filter(({ path }) => placeOf(path) === 'interviews').map(({ to }) => to);
  // `node:url` knows how the name of a host is spelled, and does nothing.
  const allowed = ['errors.ts', 'interviews', 'outbox', 'records.ts', 'limits.ts', 'node:url'];
  expect(known).toContain('interviews');
  expect(known.filter((to) => !allowed.includes(to))).toEqual([]);
});

test('the outbox knows only itself', () => {
  const known = imports.filter(({ path }) => placeOf(path) === 'outbox').map(({ to }) => to);
  expect(new Set(known)).toEqual(new Set(['outbox']));
});

test('the middle and the outbox have no word of a door, of a vendor or of HTTP', () => {
  const neutral = sources.filter(({ path }) => ['interviews', 'outbox'].includes(placeOf(path)));
  const foreign = /workable|jobmojito|callback|\bPUT\b|\b409\b|profile|excelled/gi;
  expect(neutral.length).toBeGreaterThan(20);
  expect(neutral.flatMap(({ path, text }) => [...text.matchAll(foreign)].map(([word]) => `${path}: ${word}`))).toEqual(
    [],
  );
});

test('pages know nothing of what they show', () => {
  const pages = sources.filter(({ path }) => placeOf(path) === 'pages').map(({ text }) => text);
  const known = pages.flatMap((text) => [...text.matchAll(/ from '\.\.\/([^']+)'/g)].map(([, file]) => file));
  expect(pages.length).toBeGreaterThan(3);
  expect(
    known.filter(
      (file) => !['limits.ts', 'errors.ts', 'interviews/legible.ts', 'interviews/parse-url.ts'].includes(file ?? ''),
    ),
  ).toEqual([]);
});

test('no vendor is named outside of the vendors', () => {
  const others = sources.filter(({ path }) => placeOf(path) !== 'vendors');
  const names = /jobmojito|greenhouse|ribbon/gi;
  expect(others.flatMap(({ path, text }) => [...text.matchAll(names)].map(([word]) => `${path}: ${word}`))).toEqual([]);
});

test('nothing is imported sideways', () => {
  const sideways = imports.filter(({ path, to, isType, isOurs }) => {
    const [uses = '', names = ''] = rules[placeOf(path)]?.split(': ') ?? [];
    const always = [placeOf(path), 'interviews', 'outbox', 'records.ts', 'errors.ts', 'limits.ts'];
    const allowed = [...always, ...uses.split(' '), ...(isType ? names.split(' ') : [])];
    return isOurs && path.includes('/') && !allowed.includes(to);
  });
  expect(sideways).toEqual([]);
});

test('nothing happens and nothing is held when a file is loaded, but for the two programs', () => {
  const effect = /^(?:await|void|let|var|if|for|while|try|switch|new|const \w+ = new (?:Map|Set)\(\)|[\w.]+\().*/gm;
  const effects = sources.flatMap(({ path, text }) =>
    // Pages and scripts are texts in the code, some of them with code in the text.
    (text.replaceAll(/`[^`]*`/g, '').match(effect) ?? []).map((line) => `${path}: ${line}`),
  );
  expect(effects.filter((line) => !/^(?:main|healthcheck)\.ts: /.test(line))).toEqual([]);
  expect(effects).not.toEqual([]);
});

test('no URL is looked at by URL.canParse, which is wrong on Node 20', () => {
  const others = sources.filter(({ path }) => path !== join('interviews', 'parse-url.ts'));
  expect(others.filter(({ text }) => text.includes('canParse')).map(({ path }) => path)).toEqual([]);
});

test('only the two programs see their environment', () => {
  const seeing = sources.filter(({ text }) => /\bprocess\.[a-z]|'node:process'/.test(text)).map(({ path }) => path);
  expect(seeing.sort()).toEqual(['healthcheck.ts', 'main.ts']);
});

test('the architecture page has a line for every folder', () => {
  const page = readFileSync('docs/architecture.md', 'utf8');
  const folders = [...places].filter((place) => !place.endsWith('.ts'));
  expect(folders.filter((folder) => !page.includes(`\n  ${folder}/ `))).toEqual([]);
});

test('no timeout is known to AbortSignal.any alone: it is collected, and never fires', () => {
  const found = sources.filter(({ text }) => /AbortSignal\.any\(\[[^\]]*AbortSignal\.timeout/.test(text));
  expect(found.map(({ path }) => path)).toEqual([]);
});
