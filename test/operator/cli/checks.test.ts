import { afterAll, beforeAll, expect, it } from 'vitest';
import { type HttpVendor, startHttpVendor } from '../../../sandbox/http-vendor/server.ts';
import type { Terminal } from '../../../src/operator/cli/output.ts';
import { runCommandLine } from '../../../src/operator/cli/run.ts';

let vendor: HttpVendor;
beforeAll(async () => {
  vendor = await startHttpVendor({ token: 'the-token', webhookSecret: 'a-secret' });
});
afterAll(() => vendor.close());

async function type(words: string, { checkToken, ...terminal }: Partial<Terminal> & { checkToken?: string } = {}) {
  const lines: string[] = [];
  const errors: string[] = [];
  const code = await runCommandLine(words.split(' '), {
    terminal: { print: (text) => void lines.push(text), printError: (text) => void errors.push(text), ...terminal },
    settings: () => {
      throw new Error('There are no settings');
    },
    misspelt: () => [],
    now: Date.now,
    userAgent: 'interview-bridge/test',
    checkToken,
  });
  return { code, lines, errors };
}

it('checks a vendor without settings', async () => {
  const { code, lines } = await type(`check-vendor ${vendor.url} --only V10,V20`, { checkToken: 'the-token' });
  expect(lines).toContain('  pass V20 PUT /interviews/{id} is answered 201, or 200');
  expect(lines.at(-1)).toBe('2 passed, 0 failed, 0 not applicable');
  expect(code).toBe(0);
});

it('prints one JSON document', async () => {
  const { code, lines } = await type(`check-vendor ${vendor.url} --only V02 --json`, { checkToken: 'another' });
  expect(JSON.parse(lines.join('\n'))).toMatchObject({ kit: 'check-vendor', summary: { failed: 1 } });
  expect({ code, lines: lines.length }).toEqual({ code: 1, lines: 1 });
});

it('has colours on a terminal that has them, and nowhere else', async () => {
  const words = `check-vendor ${vendor.url} --only V10`;
  const plain = await type(words, { checkToken: 'the-token' });
  const coloured = await type(words, { checkToken: 'the-token', hasColours: true });
  expect(plain.lines.join('')).not.toContain('\u001b');
  expect(coloured.lines).toContain(
    '  \u001b[32mpass\u001b[0m V10 GET /templates is answered 200 with a list called "templates"',
  );
});

it('escapes what the server said for the terminal', async () => {
  vendor.control.templates = [{ id: '\u001b[2J', name: 'Clears the screen' }];
  const { lines } = await type(`check-vendor ${vendor.url} --only V12`, { checkToken: 'the-token' });
  expect(lines.join('\n')).toContain('\\u001b[2J');
  expect(lines.join('')).not.toContain('\u001b');
});

it.each(['check-vendor', 'check-provider'])('%s refuses wrong use with exit status 2', async (name) => {
  const none = await type(`${name} http://127.0.0.1:9`);
  expect(none).toEqual({
    code: 2,
    lines: [],
    errors: ['Name the file with the token (--token-file) or set BRIDGE_CHECK_TOKEN'],
  });
  expect((await type(`${name}`)).code).toBe(2);
  expect((await type(`${name} http://127.0.0.1:9 --token secret`)).code).toBe(2);
});

it.each(['check-vendor', 'check-provider'])('%s reports a server that is not there', async (name) => {
  const { code, lines } = await type(`${name} http://127.0.0.1:9`, { checkToken: 'the-token' });
  expect(code).toBe(1);
  expect(lines.join('\n')).toContain('could not connect (ECONNREFUSED)');
  expect(lines.at(-1)).toMatch(/^0 passed, 1 failed, \d+ not applicable$/);
});
