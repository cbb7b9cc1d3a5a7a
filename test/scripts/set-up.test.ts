import { spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from 'vitest';

/** A checkout that needs `pkg` 1.0.0, with an npm and a Redis that do nothing; npm writes down that it ran. */
const test = base.extend<{ checkout: string }>({
  checkout: async ({ task: _ }, use) => {
    const checkout = await mkdtemp(join(tmpdir(), 'bridge-set-up-'));
    await cp('scripts', join(checkout, 'scripts'), { recursive: true });
    await writeFile(join(checkout, 'package.json'), '{"type":"module","engines":{"node":">=20.19"}}');
    await writeFile(join(checkout, 'package-lock.json'), lockOf({ pkg: '1.0.0' }));
    await mkdir(join(checkout, 'bin'));
    await addProgram(join(checkout, 'bin/npm'), 'echo "$@" >> npm-calls');
    await addProgram(join(checkout, 'bin/redis-server'), 'exit 0');
    await use(checkout);
    await rm(checkout, { recursive: true });
  },
});

async function addProgram(path: string, script: string): Promise<void> {
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
}

function lockOf(versions: Record<string, string>): string {
  const packages = Object.entries(versions).map(([name, version]) => [`node_modules/${name}`, { version }]);
  return JSON.stringify({ packages: { '': {}, ...Object.fromEntries(packages) } });
}

async function install(folder: string, versions: Record<string, string>): Promise<void> {
  await mkdir(folder);
  await writeFile(join(folder, '.package-lock.json'), lockOf(versions));
}

async function setUp(checkout: string, ...options: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/set-up.mjs', ...options], {
    cwd: checkout,
    env: { PATH: join(checkout, 'bin') },
    encoding: 'utf8',
  });
  const npmCalls = await readFile(join(checkout, 'npm-calls'), 'utf8').catch(() => '');
  return { status, stdout, stderr, npmCalls };
}

const nothing = { status: 0, stdout: '', stderr: '', npmCalls: '' };

test('does and says nothing where the packages are those of package-lock.json', async ({ checkout }) => {
  await install(join(checkout, 'node_modules'), { pkg: '1.0.0' });
  expect(await setUp(checkout)).toEqual(nothing);
});

test.for([{ pkg: '0.9.0' }, {}, undefined])(
  'runs npm ci where node_modules holds %j',
  async (versions, { checkout }) => {
    if (versions) await install(join(checkout, 'node_modules'), versions);
    const { status, npmCalls } = await setUp(checkout);
    expect([status, npmCalls]).toEqual([0, expect.stringMatching(/^ci .*\n$/)]);
  },
);

test('uses the packages behind a symbolic link where they fit', async ({ checkout }) => {
  await install(join(checkout, 'elsewhere'), { pkg: '1.0.0', other: '1.0.0' });
  await symlink('elsewhere', join(checkout, 'node_modules'));
  expect(await setUp(checkout)).toEqual(nothing);
});

test.for([{ pkg: '0.9.0' }, undefined])(
  'never runs npm ci through a symbolic link: %j',
  async (versions, { checkout }) => {
    if (versions) await install(join(checkout, 'elsewhere'), versions);
    await symlink('elsewhere', join(checkout, 'node_modules'));
    const { status, stderr, npmCalls } = await setUp(checkout);
    expect([status, npmCalls]).toEqual([1, '']);
    expect(stderr).toContain('symbolic link to elsewhere');
    expect(stderr).toContain('remove the link and run the same command again');
  },
);

test('asks for a browser only where the option says so, and says how to get one', async ({ checkout }) => {
  await install(join(checkout, 'node_modules'), { pkg: '1.0.0' });
  expect(await setUp(checkout)).toEqual(nothing);
  const { status, stderr } = await setUp(checkout, '--browser');
  expect(status).toBe(1);
  expect(stderr).toContain('Neither chromium nor google-chrome is on the PATH, and this script could not install one.');
  expect(stderr).toContain('sudo apt-get install chromium');
});

test('installs a browser with the package manager that is there', async ({ checkout }) => {
  await install(join(checkout, 'node_modules'), { pkg: '1.0.0' });
  await addProgram(join(checkout, 'bin/sudo'), 'shift; exec "$@"');
  await addProgram(join(checkout, 'bin/env'), 'shift; exec "$@"');
  await addProgram(join(checkout, 'bin/true'), 'exit 0');
  const bin = join(checkout, 'bin');
  await addProgram(
    join(bin, 'apk'),
    `echo "$@" > ${bin}/calls; echo '#!/bin/sh' > ${bin}/chromium; /bin/chmod +x ${bin}/chromium`,
  );
  expect(await setUp(checkout, '--browser')).toEqual({ ...nothing, stdout: 'Installing chromium with apk\n' });
  expect(await readFile(join(bin, 'calls'), 'utf8')).toBe('add --no-cache -q chromium\n');
  expect(await setUp(checkout, '--browser')).toEqual(nothing);
});
