import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, extname, join, posix, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Browser, looks, openBrowser } from '../testing/browser.ts';

const minutes = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'bridge-site-'));
const site = join(folder, 'site');
let built: { status: number; output: string };

beforeAll(async () => {
  built = await build('docs', '--outDir', site);
}, 10 * minutes);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function build(...args: string[]): Promise<{ status: number; output: string }> {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };
  return new Promise((done) => {
    execFile('npx', ['vitepress', 'build', ...args], { env }, (error, stdout, stderr) =>
      done({ status: error ? 1 : 0, output: `${stdout}${stderr}` }),
    );
  });
}

function filesOf(end: string): string[] {
  return readdirSync(site, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(end));
}

const textOf = (file: string) => readFileSync(join(site, file), 'utf8');

test('the site is built without a dead link, a page for each document', () => {
  expect(built).toMatchObject({ status: 0 });
  const documents = readdirSync('docs', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
  expect(filesOf('.html')).toEqual(expect.arrayContaining(documents.map((name) => name.replace(/\.md$/, '.html'))));
});

test('every link within the site leads to a file and, in a page, to a heading', () => {
  const ids = new Map(filesOf('.html').map((file) => [file, idsOf(textOf(file))]));
  const links = [...ids.keys()].flatMap((file) => linksOf(textOf(file)).map((href) => ({ file, href })));
  expect(links.length).toBeGreaterThan(1000);
  const dead = links.filter(({ file, href }) => {
    const [path = '', anchor = ''] = href.split('#');
    const target = path === '' ? file : posix.join(path.startsWith('/') ? '' : dirname(file), path);
    const page = target.replace(/^\//, '').replace(/(^|\/)$/, '$1index.html');
    return !(ids.get(page)?.includes(decodeURIComponent(anchor)) ?? existsSync(join(site, page)));
  });
  expect(dead).toEqual([]);
});

function linksOf(html: string): string[] {
  const hrefs = [...html.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, href = '']) => href);
  return hrefs.filter((href) => !/^[a-z]+:/.test(href));
}

/** '' for the top. */
function idsOf(html: string): string[] {
  return ['', 'VPContent', ...[...html.matchAll(/ id="([^"]*)"/g)].map(([, id = '']) => id)];
}

test('a dead link ends the build', { timeout: 5 * minutes }, async () => {
  const other = mkdtempSync(join(folder, 'other-'));
  mkdirSync(join(other, 'docs'));
  symlinkSync(resolve('node_modules'), join(other, 'node_modules'));
  cpSync('docs/.vitepress', join(other, 'docs/.vitepress'), {
    recursive: true,
    filter: (path) => !/(cache|dist)$/.test(path),
  });
  writeFileSync(join(other, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(other, 'docs/index.md'), '# Here\n\n[There](there.md)\n');
  expect(await build(join(other, 'docs'))).toEqual({
    status: 1,
    output: expect.stringContaining('dead link ./there in file index.md'),
  });
});

describe('in a browser', () => {
  let browser: Browser;
  let url: string;
  const server = createServer(({ url: path = '' }, response) => {
    try {
      const { pathname } = new URL(path, 'http://site');
      const file = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
      response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream');
      response.end(readFileSync(join(site, decodeURIComponent(file))));
    } catch {
      response.writeHead(404).end();
    }
  });
  const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    server.close();
  });

  const pages = ['', 'getting-started.html', 'stage-door.html', 'operations.html', 'api-reference.html', 'costs.html'];

  test.each(pages)(
    '/%s fits a phone and a desk, light and dark, and asks no other server',
    { timeout: 5 * minutes },
    async (page) => {
      const visit = await browser.visit(`${url}/${page}`);
      for (const look of looks) {
        await visit.look(look);
        expect([look, await visit.problems()]).toEqual([look, []]);
      }
      await visit.close();
    },
  );

  test.each([
    ['Workable video interview integration', '/getting-started.html'],
    ['AI interview Workable', '/'],
    ['interview Workable API token', '/stage-door.html'],
    ['Workable webhook interview score', '/connect-your-platform.html'],
    ['twelve troubles', '/operations.html'],
    ['rolling upgrade', '/upgrade.html'],
  ])('the search for "%s" finds %s first', { timeout: 2 * minutes }, async (words, path) => {
    const { page, close } = await browser.visit(url);
    expect(new URL(await firstFound(page, words), url).pathname).toBe(path);
    await close();
  });

  async function firstFound(page: Page, words: string): Promise<string> {
    await page.getByRole('button', { name: 'Search' }).first().click();
    await page.locator('#localsearch-input').fill(words);
    return (await page.locator('.results a.result').first().getAttribute('href')) ?? '';
  }
});
