import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from 'vitest';

/** A checkout with an npm that brings a Node which writes down how it was called; its exit status is in a file `status`. */
const test = base.extend<{ checkout: string }>({
  checkout: async ({ task: _ }, use) => {
    const checkout = mkdtempSync(join(tmpdir(), 'bridge-matrix-'));
    cpSync('scripts/node-matrix.mjs', join(checkout, 'scripts/node-matrix.mjs'));
    mkdirSync(join(checkout, 'bin'));
    addProgram(join(checkout, 'node'), 'echo "$@" >> calls; exit "$(cat status)"');
    const npm = `echo "npm $1 $8" >> calls; mkdir -p "$3/node_modules/node/bin"; cp node "$3/node_modules/node/bin"`;
    addProgram(join(checkout, 'bin/npm'), npm);
    writeFileSync(join(checkout, 'calls'), '');
    writeFileSync(join(checkout, 'status'), '0');
    await use(checkout);
    rmSync(checkout, { recursive: true });
  },
});

function addProgram(path: string, script: string): void {
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

function runMatrix(checkout: string, versions?: string) {
  const env = { PATH: `${checkout}/bin:${process.env.PATH}`, ...(versions ? { NODE_MATRIX: versions } : {}) };
  const { status, stderr } = spawnSync(process.execPath, ['scripts/node-matrix.mjs'], { cwd: checkout, env });
  const calls = readFileSync(join(checkout, 'calls'), 'utf8').replaceAll(`${checkout}/`, '');
  return { status, stderr: String(stderr), calls };
}

const vitest = 'node_modules/vitest/vitest.mjs run --project unit --project scenarios\n';

test('does nothing unless it is asked', ({ checkout }) => {
  expect(runMatrix(checkout)).toEqual({ status: 0, stderr: '', calls: '' });
});

test('fetches a Node once, and has it run the tests', ({ checkout }) => {
  expect(runMatrix(checkout, '1')).toEqual({ status: 0, stderr: '', calls: `npm install node@24\n${vitest}` });
  expect(runMatrix(checkout, '24').calls).toBe(`npm install node@24\n${vitest}${vitest}`);
});

test('tests that fail on one Node are the end', ({ checkout }) => {
  writeFileSync(join(checkout, 'status'), '1');
  expect(runMatrix(checkout, '22,24')).toEqual({
    status: 1,
    stderr: 'The tests failed on Node 22.\n',
    calls: `npm install node@22\n${vitest}`,
  });
});

test('what is no version is refused', ({ checkout }) => {
  expect(runMatrix(checkout, '24;ls')).toMatchObject({ status: 1, calls: '' });
});
