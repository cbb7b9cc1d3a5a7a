import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

/**
 * `npm run new-vendor <name>`: a folder, a fake server, tests and a page of docs for a vendor, which pass as they are.
 * Changes one line of an existing file, the registry's.
 */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const template = join(root, 'scripts/new-vendor/template');
const registry = join(root, 'src/vendors/registry.ts');

const [, , name = '', ...surplus] = process.argv;
process.exitCode = main();

function main(): number {
  if (surplus.length > 0 || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 40) {
    return refuse('Usage: npm run new-vendor <name>. A name has lower-case letters, digits and hyphens: acme-talent');
  }
  const identifier = identifierOf(name.split('-'));
  if (isOfLanguage(identifier)) {
    return refuse(
      `${name} is a word of JavaScript, and would be a name in the code. Choose another: ${name}-interviews`,
    );
  }
  const files = filesBelow(template).map((path) => ({ from: path, to: named(path) }));
  const taken = files.find(({ to }) => existsSync(join(root, to)));
  if (taken) return refuse(`${taken.to} exists already. Choose another name, or remove it`);
  if (isTaken(identifier)) {
    return refuse(`${identifier} is a name in the code already. Choose another: ${name}-interviews`);
  }
  const kinds = readFileSync(registry, 'utf8');
  const list = /VendorKind>> = \{(.*?)\};/s.exec(kinds);
  if (!list) return refuse('src/vendors/registry.ts has no list of vendors. Add yours by hand');
  for (const { from, to } of files) {
    mkdirSync(dirname(join(root, to)), { recursive: true });
    writeFileSync(join(root, to), named(readFileSync(join(template, from), 'utf8')));
  }
  writeFileSync(registry, withKind(kinds, list[1] ?? ''));
  say([
    ...files.map(({ to }) => `wrote ${to}`),
    'added it to src/vendors/registry.ts',
    '',
    'Next:',
    '  npm run fix && npm run settings              # formats it; .env.example and docs/settings.md get its settings',
    `  npx vitest run test/vendors/${name}         # passes: it is an empty vendor`,
    '  docs/add-a-vendor.md                         # what to change, file by file',
  ]);
  return 0;
}

/** Paths relative to the folder. */
function filesBelow(folder: string): string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return paths.filter((path) => statSync(join(folder, path)).isFile()).sort();
}

function named(text: string): string {
  const words = name.split('-');
  const title = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return text
    .replaceAll('sample-vendor', name)
    .replaceAll('SAMPLE_VENDOR', words.join('_').toUpperCase())
    .replaceAll('SampleVendor', title.join(''))
    .replaceAll('sampleVendor', identifierOf(words))
    .replaceAll('Sample Vendor', title.join(' '));
}

function identifierOf([first = '', ...rest]: string[]): string {
  return first + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** A reserved word, or a global name, which would be hidden. */
function isOfLanguage(identifier: string): boolean {
  try {
    new Script(`'use strict'; async () => { const ${identifier} = 0; };`);
    return identifier in globalThis;
  } catch {
    return true;
  }
}

/** Declared or imported where the new name will be. */
function isTaken(identifier: string): boolean {
  return [registry, join(template, 'src/vendors/sample-vendor/index.ts')]
    .flatMap((path) => readFileSync(path, 'utf8').match(/^(?:import|export) [^'=(]*/gm) ?? [])
    .some((line) => line.split(/\W+/).includes(identifier));
}

/** The import in its alphabetical place, and the name at the end of the list. */
function withKind(kinds: string, list: string): string {
  const identifier = identifierOf(name.split('-'));
  const line = `import { ${identifier} } from './${name}/index.ts';`;
  const imports = [...kinds.matchAll(/^import \{ .*$/gm)].map(([each]) => each);
  const next = imports.find((each) => (each.split("'")[1] ?? '') > `./${name}/index.ts`) ?? '';
  const entry = identifier === name ? identifier : `'${name}': ${identifier}`;
  const withImport = next ? kinds.replace(next, `${line}\n${next}`) : `${line}\n${kinds}`;
  return withImport.replace(list, `${list.trimEnd().replace(/,$/, '')}, ${entry} `);
}

function refuse(text: string): number {
  process.stderr.write(`${text}\n`);
  return 1;
}

function say(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
