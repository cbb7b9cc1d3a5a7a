import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Child, watch } from '../../testing/child.ts';
import { openRedis } from '../../testing/redis.ts';

type Packed = { filename: string; size: number; files: { path: string; mode: number }[] };

const within = 600_000;
let folder: string;
let packed: Packed;

/** As a stranger does, in an empty folder: nothing of the checkout is there, and no package for development. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bridge-installed-'));
  // The tests have been built already, and other tests are running that build.
  const listed = npm(process.cwd(), 'pack', '--ignore-scripts', '--json', '--pack-destination', folder);
  [packed] = JSON.parse(listed) as [Packed];
  npm(folder, 'install', '--omit=dev', '--prefer-offline', '--no-audit', '--no-fund', `./${packed.filename}`);
}, within);

afterAll(() => rm(folder, { recursive: true, force: true }), within);

test('the package holds what runs and what you read first, and nothing else', () => {
  const paths = packed.files.map(({ path }) => path);
  const beside = paths.filter((path) => !/^dist\/(?:src|sandbox)\//.test(path));
  expect(beside.sort()).toEqual(['.env.example', 'LICENSE', 'README.md', 'package.json']);
  expect(paths.filter((path) => /\.map$|\.tsx?$/.test(path))).toEqual([]);
  expect(paths).toEqual(expect.arrayContaining(['dist/src/main.js', 'dist/sandbox/demo.js']));
  expect(packed.size).toBeLessThan(2_000_000);
});

test('both names start it', { timeout: within }, async () => {
  for (const name of ['interview-bridge', 'bridge']) {
    const help = run([name, '--help']);
    expect(await help.exited).toEqual({ code: 0, signal: null });
    expect(help.stdout()).toContain('check-provider');
    expect(help.stdout()).toContain('Documents: what is named docs/… is in the repository.');
  }
});

test('a check of a provider says how it is used', { timeout: within }, async () => {
  const check = run(['interview-bridge', 'check-provider']);
  expect(await check.exited).toEqual({ code: 2, signal: null });
  expect(check.stderr()).toContain('See "bridge check-provider --help"');
});

test('the demo plays both doors', { timeout: within }, async () => {
  const demo = run(['interview-bridge', 'demo', '--once']);
  expect(await demo.exited).toEqual({ code: 0, signal: null });
  expect(demo.stderr()).toBe('');
  expect(demo.stdout()).toMatch(/"grade": "excelled"[\s\S]*Ref \w{6} result/);
});

test('without a redis-server the demo says how to get one', { timeout: within }, async () => {
  const demo = run(['interview-bridge', 'demo', '--once'], { PATH: join(folder, 'empty') });
  expect(await demo.exited).toEqual({ code: 1, signal: null });
  expect(demo.stderr()).toContain('apt-get install redis-server');
  expect(demo.stderr()).toContain('brew install redis');
  expect(demo.stderr()).toContain('docker run');
});

test('the demo uses the Redis that it is given', { timeout: within }, async ({ onTestFinished }) => {
  const redis = await openRedis({ 'maxmemory-policy': 'noeviction' });
  onTestFinished(() => redis.close());
  const env = { PATH: join(folder, 'empty'), SANDBOX_REDIS_URL: redis.url };
  const demo = run(['interview-bridge', 'demo', '--once', '--door', 'provider'], env);
  expect(await demo.exited).toEqual({ code: 0, signal: null });
  expect(Number(await redis.command('DBSIZE'))).toBeGreaterThan(0);
});

function npm(cwd: string, ...words: string[]): string {
  const { status, stdout, stderr } = spawnSync('npm', words, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm ${words[0]} failed:\n${stderr}`);
  return stdout;
}

function run([name = '', ...words]: string[], env: Record<string, string> = {}): Child {
  const program = join(folder, 'node_modules/.bin', name);
  return watch(spawn(process.execPath, [program, ...words], { cwd: folder, env: { PATH: process.env.PATH, ...env } }));
}
