import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { pageOf } from '../docs/.vitepress/pages.ts';

const below = readdirSync('docs', { recursive: true, encoding: 'utf8' }).map((path) => join('docs', path));
const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', ...below].filter((path) =>
  path.endsWith('.md'),
);
const textOf = (path: string) => readFileSync(path, 'utf8').replaceAll(/^ *```.*?^ *```/gms, '');

function anchorsOf(path: string): string[] {
  const headings = textOf(path).match(/^#+ .*$/gm) ?? [];
  return headings.map((heading) =>
    heading
      .replace(/^#+ /, '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test.each(pages)('%s links to pages and headings that exist', (page) => {
  const links = [...textOf(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)];
  const broken = links.filter(([, path = '', anchor]) => {
    const target = path === '' ? page : join(dirname(page), path);
    return !existsSync(target) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
  });
  expect(broken.map(([link]) => link)).toEqual([]);
});

test.each(pages)('%s names files of the code that exist', (page) => {
  const named = [...textOf(page).matchAll(/`((?:src|test|[a-z]+)\/[\w./-]+\.ts)`/g)].map(([, path = '']) => path);
  expect(named.filter((path) => !existsSync(path) && !existsSync(join('src', path)))).toEqual([]);
});

/** A vendor added with the generator has a page of its own, which needs no line there. */
test('the README leads to every page', () => {
  const [, table = ''] = readFileSync('README.md', 'utf8').split('\n## Documents\n');
  const own = pages.filter((path) => /^docs\/(?!connect-)[^/]+$/.test(path));
  expect(own.filter((path) => !table.includes(`](${path})`))).toEqual([]);
});

test('the menu of the site leads to every page, each with a description', () => {
  const own = pages.filter((path) => /^docs\/[^/]+$/.test(path)).map((path) => path.replace('docs/', ''));
  expect(own.filter((path) => !/\.$/.test(pageOf(path)?.description ?? ''))).toEqual([]);
});

test('the upgrade notes begin at the state that the campaign of upgrades begins at', () => {
  const { commit } = JSON.parse(readFileSync('test/campaign/upgrade/from.json', 'utf8')) as { commit: string };
  expect(readFileSync('docs/upgrade.md', 'utf8')).toContain(`from \`${commit.slice(0, 7)}\``);
});

test('the README fits on a page', () => {
  expect(readFileSync('README.md', 'utf8').split('\n').length).toBeLessThanOrEqual(120);
});

const blocks = pages.flatMap((page) =>
  [...readFileSync(page, 'utf8').matchAll(/^ *```(\w*)\n(.*?)^ *```/gms)].map(([, language = '', text = '']) => ({
    page,
    language,
    lines: text.split('\n').flatMap((line) => line.trim() || []),
  })),
);

test('blocks of settings are named so', () => {
  const settings = blocks.filter(
    ({ lines }) => lines.length > 0 && lines.every((line) => /^[A-Z_]+=(\S*|'.*')$/.test(line)),
  );
  expect(settings.length).toBeGreaterThan(2);
  expect(settings.filter(({ language }) => language !== 'dotenv')).toEqual([]);
});

/** They are pasted into .env, which the guide has a shell read. */
test.each(blocks.filter(({ language }) => language === 'dotenv'))(
  'a shell reads settings of $page as the bridge does',
  ({ lines }) => {
    const names = lines.map((line) => line.split('=', 1)[0] ?? '');
    const told = names.map((name) => `printf '%s\\n' "$${name}"`);
    const { stdout, stderr } = spawnSync('bash', ['-c', [...lines, ...told].join('\n')], { encoding: 'utf8' });
    expect(stderr).toBe('');
    const read = parseEnv(lines.join('\n'));
    expect(stdout.trimEnd().split('\n')).toEqual(names.map((name) => read[name]));
  },
);
