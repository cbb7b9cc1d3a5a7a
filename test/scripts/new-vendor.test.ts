import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

let checkout: string;

/** A copy of what is in the repository, which tests may change. */
beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), 'bridge-new-vendor-'));
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' });
  for (const file of files.split('\n').filter((path) => path !== '' && path !== 'node_modules')) {
    mkdirSync(dirname(join(checkout, file)), { recursive: true });
    cpSync(file, join(checkout, file));
  }
  symlinkSync(resolve('node_modules'), join(checkout, 'node_modules'));
  for (const words of [
    ['init', '-q'],
    ['add', '.'],
  ])
    execFileSync('git', words, { cwd: checkout });
});

afterAll(() => rmSync(checkout, { recursive: true, force: true }));

function run(script: string, ...args: string[]): Promise<{ status: number; output: string }> {
  const options = { cwd: checkout, env: { PATH: process.env.PATH ?? '', HOME: checkout } };
  return new Promise((resolve) => {
    execFile('npm', ['run', '--silent', script, '--', ...args], options, (error, stdout, stderr) =>
      resolve({ status: error ? 1 : 0, output: `${stdout}${stderr}` }),
    );
  });
}

function changedFiles(): string[] {
  return execFileSync('git', ['diff', '--name-only'], { cwd: checkout, encoding: 'utf8' }).trim().split('\n');
}

test.each([[[]], [['Acme']], [['acme_talent']], [['9lives']], [['acme', 'talent']], [['../acme']], [['acme-']]])(
  'a new vendor needs one name that fits: %j',
  async (args) => {
    expect(await run('new-vendor', ...args)).toEqual({
      status: 1,
      output: expect.stringContaining('npm run new-vendor <name>'),
    });
    expect(changedFiles()).toEqual(['']);
  },
);

test.each([
  ...['class', 'default', 'new', 'await', 'interface', 'yield', 'let', 'null', 'arguments'],
  ...['undefined', 'process', 'constructor'],
])('a new vendor has no name that JavaScript uses: %s', async (name) => {
  expect(await run('new-vendor', name)).toEqual({
    status: 1,
    output: `${name} is a word of JavaScript, and would be a name in the code. Choose another: ${name}-interviews\n`,
  });
  expect(changedFiles()).toEqual(['']);
});

test.each([
  ['capabilities', 'capabilities'],
  ['vendor-kind', 'vendorKind'],
  ['vendors', 'vendors'],
])('a new vendor has no name that the code uses: %s', async (name, identifier) => {
  expect(await run('new-vendor', name)).toEqual({
    status: 1,
    output: `${identifier} is a name in the code already. Choose another: ${name}-interviews\n`,
  });
  expect(changedFiles()).toEqual(['']);
});

test('a new vendor passes everything as it is, and one line of an existing file has changed', {
  timeout: 600_000,
}, async () => {
  expect(await run('new-vendor', 'made-up')).toMatchObject({ status: 0 });
  expect(changedFiles()).toEqual(['src/vendors/registry.ts']);
  const registry = readFileSync(join(checkout, 'src/vendors/registry.ts'), 'utf8');
  expect(registry).toContain("'made-up': madeUp");
  // `fix` formats and lints.
  for (const script of ['fix', 'settings', 'types', 'unused']) {
    expect([script, await run(script)]).toEqual([script, { status: 0, output: expect.any(String) }]);
  }
  const paths = ['test/vendors/made-up', 'test/config.test.ts', 'test/architecture.test.ts', 'test/docs.test.ts'];
  const tested = await run('tests', ...paths);
  expect(tested.output).toMatch(/Test Files .*5 passed/);
  expect(tested.status).toBe(0);
});

test('a new vendor never writes over one that is there', async () => {
  const taken = await run('new-vendor', 'jobmojito');
  expect(taken).toEqual({ status: 1, output: expect.stringContaining('exists already') });
});
