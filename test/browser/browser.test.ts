import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Browser, openBrowser } from '../../testing/browser.ts';

let browser: Browser;
let server: Server;
let html = '';
let policy = '';

beforeAll(async () => {
  browser = await openBrowser();
  server = createServer((_request, response) => {
    const headers = { 'content-type': 'text/html; charset=utf-8', 'content-length': Buffer.byteLength(html) };
    response.writeHead(200, policy === '' ? headers : { ...headers, 'content-security-policy': policy }).end(html);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

const pageOf = (body: string) =>
  `<!doctype html><html lang="en"><head><title>T</title></head><body><main><h1>T</h1>${body}</main></body></html>`;

async function problemsOf(page: string): Promise<string> {
  html = page;
  const { port } = server.address() as AddressInfo;
  const visit = await browser.visit(`http://127.0.0.1:${port}/`);
  const found = [...(await visit.problems()), ...(await visit.keyboardProblems())];
  await visit.close();
  return found.join('\n');
}

it('finds too little contrast that comes with the dark theme alone', async () => {
  html = pageOf(
    '<style>@media (prefers-color-scheme: dark) { p { color: #555; background: #222 } }</style><p>Text</p>',
  );
  const { port } = server.address() as AddressInfo;
  const visit = await browser.visit(`http://127.0.0.1:${port}/`);
  expect(await visit.themeProblems()).toEqual([]);
  await visit.look({ width: 390, scheme: 'dark' });
  expect(await visit.themeProblems()).toEqual([expect.stringContaining('axe color-contrast: <p')]);
  await visit.close();
});

it.each([
  ['no policy', '', 100, ['policy: ']],
  ['a policy that allows what stands in the page', "default-src 'none'; style-src 'unsafe-inline'", 100, ['policy: ']],
  ['a script of the server itself', "default-src 'none'; script-src 'self'", 100, ['policy: ']],
  ['too much', "default-src 'none'", 60_001, ['bytes: 60']],
  ['nothing', "default-src 'none'", 100, []],
])('finds %s in the answer', async (_what, given, bytes, problems) => {
  [html, policy] = [pageOf('x'.repeat(bytes - 88)), given];
  const { port } = server.address() as AddressInfo;
  const visit = await browser.visit(`http://127.0.0.1:${port}/`);
  expect(visit.answerProblems()).toEqual(problems.map((each) => expect.stringContaining(each)));
  await visit.close();
  policy = '';
});

it('finds nothing wrong with a sound page', async () => {
  expect(
    await problemsOf(
      pageOf('<p>Text with a <a href="/">link</a> in it</p><details><summary>More</summary>x</details>'),
    ),
  ).toBe('');
});

it.each([
  ['too little contrast', '<p style="color:#aaa;background:#fff">Text</p>', 'axe color-contrast: <p'],
  ['a field without a label', '<input>', 'axe label: <input>'],
  ['a dialog', '<script>alert("Hello")</script>', 'dialog: Hello'],
  ['a broken script', '<script>throw new Error("Broken")</script>', 'error: Broken'],
  ['an error in the console', '<script>console.error("Wrong")</script>', 'console: Wrong'],
  ['a picture from elsewhere', '<img alt="" src="http://127.0.0.1:1/x.png">', 'request: GET http://127.0.0.1:1/x.png'],
  ['a part that is too wide', '<p style="width:600px">Text</p>', 'wider than the window by'],
  ['a hidden focus', '<a href="/" style="outline:none">Link</a>', 'shows no focus: <a href'],
  [
    'a bar over a control',
    '<a href="/" style="position:fixed;bottom:5px">Link</a><div style="position:fixed;inset:auto 0 0 0;height:90px;background:#fff"></div>',
    'covered while it has the focus: <a href',
  ],
  ['a control that is passed over', '<a href="/" tabindex="-1">Link</a>', 'not reached by the keyboard: <a href'],
])('finds %s', async (_what, body, problem) => {
  expect(await problemsOf(pageOf(body))).toContain(problem);
});
