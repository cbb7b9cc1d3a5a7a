import { chmod, chown, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { closeToOthers, createDataDir } from '../../src/store/data-dir.ts';

async function folder(onTestFinished: (clean: () => Promise<void>) => void, mode = 0o755): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'bridge-data-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  await chmod(path, mode);
  return path;
}

async function modeOf(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8);
}

test.each([
  [
    'file',
    /DATA_DIR .*file cannot be created as a folder: it is a file\. Set DATA_DIR to another path, or set REDIS_URL/,
  ],
  ['file/data', /DATA_DIR .*data cannot be created as a folder: a part of its path is a file\. /],
])('a path that is no folder is refused in words: %s', async (name, message) => {
  const path = await mkdtemp(join(tmpdir(), 'bridge-data-'));
  onTestFinished(() => rm(path, { recursive: true }));
  await writeFile(join(path, 'file'), 'x');
  await expect(createDataDir(join(path, name))).rejects.toThrow(message);
});

test('a folder that is missing is created for this user alone, and one that exists is kept', async () => {
  const path = await mkdtemp(join(tmpdir(), 'bridge-data-'));
  onTestFinished(() => rm(path, { recursive: true }));
  const directory = join(path, 'a', 'b');
  await createDataDir(directory);
  await createDataDir(directory);
  expect(await modeOf(directory)).toBe('700');
});

test.each([0o755, 0o777, 0o750, 0o710, 0o700])('an empty folder of mode %o becomes this user’s alone', async (mode) => {
  const path = await mkdtemp(join(tmpdir(), 'bridge-data-'));
  await chmod(path, mode);
  await closeToOthers(path);
  expect(await modeOf(path)).toBe('700');
  await rm(path, { recursive: true });
});

test('everything that a private Redis has left there becomes so too', async ({ onTestFinished }) => {
  const path = await folder(onTestFinished);
  await mkdir(join(path, 'appendonlydir'), { mode: 0o755 });
  const files = [
    'redis.log',
    'dump.rdb',
    'appendonlydir/appendonly.aof.1.base.rdb',
    'appendonlydir/appendonly.aof.manifest',
  ];
  for (const name of files) await writeFile(join(path, name), 'x', { mode: 0o644 });
  await closeToOthers(path);
  expect(await modeOf(join(path, 'appendonlydir'))).toBe('700');
  for (const name of files) expect([name, await modeOf(join(path, name))]).toEqual([name, '600']);
});

test('a folder that others may look into and that holds something else is refused, and left as it is', async ({
  onTestFinished,
}) => {
  const path = await folder(onTestFinished);
  await writeFile(join(path, 'letters.txt'), 'x', { mode: 0o644 });
  await expect(closeToOthers(path)).rejects.toThrow(/Others may look into DATA_DIR .*letters\.txt.*folder of its own/);
  expect([await modeOf(path), await modeOf(join(path, 'letters.txt'))]).toEqual(['755', '644']);
});

test('what is another program’s in a folder that no other user may enter is left alone', async ({ onTestFinished }) => {
  const path = await folder(onTestFinished, 0o700);
  await writeFile(join(path, 'letters.txt'), 'x', { mode: 0o644 });
  await closeToOthers(path);
  expect(await modeOf(join(path, 'letters.txt'))).toBe('644');
});

test('folders may come and go meanwhile', async ({ onTestFinished }) => {
  const path = await folder(onTestFinished);
  const lock = join(path, 'starting');
  let isDone = false;
  const locking = (async () => {
    while (!isDone) {
      await mkdir(lock);
      await rm(lock, { recursive: true });
    }
  })();
  for (let i = 0; i < 500; i += 1) await closeToOthers(path);
  isDone = true;
  await locking;
});

test('no symbolic link makes the bridge change files elsewhere', async ({ onTestFinished }) => {
  const [path, other] = [await folder(onTestFinished, 0o700), await folder(onTestFinished)];
  await writeFile(join(other, 'redis.log'), 'x', { mode: 0o644 });
  await symlink(join(other, 'redis.log'), join(path, 'redis.log'));
  await symlink(other, join(path, 'appendonlydir'));
  await closeToOthers(path);
  expect([await modeOf(other), await modeOf(join(other, 'redis.log'))]).toEqual(['755', '644']);
  expect(await readdir(path)).toHaveLength(2);
});

test('a link in a folder that others could write to is refused', async ({ onTestFinished }) => {
  const path = await folder(onTestFinished, 0o777);
  await symlink('/etc/hostname', join(path, 'redis.log'));
  await expect(closeToOthers(path)).rejects.toThrow(/holds more than the bridge's data \(redis\.log\)/);
});

const isRoot = process.getuid?.() === 0;
test.runIf(isRoot).each(['', 'redis.sock', 'redis.log'])(
  'what belongs to another user is refused: %j',
  async (name) => {
    const path = await mkdtemp(join(tmpdir(), 'bridge-data-'));
    if (name) await writeFile(join(path, name), '');
    await chown(join(path, name), 65_534, 65_534);
    await expect(closeToOthers(path)).rejects.toThrow(/belongs to another user/);
    await rm(path, { recursive: true });
  },
);
