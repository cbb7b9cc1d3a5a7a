import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { footprintOf } from './footprint.ts';

test('what an image gets is counted once: no development package, none of another platform', async () => {
  const root = await mkdtemp(join(tmpdir(), 'footprint-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const lock = {
    '': {},
    'node_modules/a': {},
    'node_modules/a/node_modules/b': {},
    'node_modules/tool': { dev: true },
    'node_modules/of-another-platform': { optional: true },
  };
  const files = {
    'package-lock.json': JSON.stringify({ packages: lock }),
    'node_modules/a/lib/index.js': '12',
    'node_modules/a/node_modules/b/index.js': '345',
    'node_modules/tool/index.js': 'no part of it',
    'dist/src/main.js': '6789',
    'dist/sandbox/demo.js': '0',
    'dist/test/bench/main.js': 'no part of it',
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  expect(await footprintOf(root)).toEqual({ packages: 2, bytes: 10 });
});
