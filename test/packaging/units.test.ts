import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { settingsByPlace } from '../../scripts/settings-docs.ts';

const { bin } = JSON.parse(readFileSync('package.json', 'utf8'));
const settings = new Set(Object.values(settingsByPlace()).flatMap((rows) => Object.keys(rows)));
const [whole, ofRole] = ['interview-bridge', 'interview-bridge@'].map(readUnit);

/** What a unit says, by key; a key may come several times. */
function readUnit(name: string): Map<string, string[]> {
  const lines = readFileSync(`ops/systemd/${name}.service`, 'utf8').matchAll(/^(\w+)=(.*)$/gm);
  const unit = new Map<string, string[]>();
  for (const [, key = '', value = ''] of lines) unit.set(key, [...(unit.get(key) ?? []), value]);
  return unit;
}

const environmentOf = (unit = whole) => (unit?.get('Environment')?.[0] ?? '').split(' ').map((each) => each.split('='));

test.each([
  ['the whole bridge', whole],
  ['one role', ofRole],
])('the service of %s starts what npm installs, with settings that there are', (_name, unit) => {
  const [program = ''] = unit?.get('ExecStart') ?? [];
  expect(Object.keys(bin).map((name) => `/usr/local/bin/${name}`)).toContain(program);
  const names = environmentOf(unit).map(([name = '']) => name);
  expect(names.filter((name) => name !== 'NODE_ENV' && !settings.has(name))).toEqual([]);
  // Secrets are in a file that root alone may read.
  expect(unit?.get('EnvironmentFile')?.[0]).toBe('/etc/interview-bridge/env');
});

test.each([
  ['the whole bridge', whole],
  ['one role', ofRole],
])('the service of %s lets the bridge end, and Node compile', (_name, unit) => {
  const [, ms = ''] = /closeWithinMs = ([\d_]+);/.exec(readFileSync('src/main.ts', 'utf8')) ?? [];
  expect(Number(unit?.get('TimeoutStopSec')?.[0])).toBeGreaterThan(Number(ms.replace('_', '')) / 1000);
  expect(unit?.get('KillMode')).toEqual(['mixed']);
  expect(unit?.get('MemoryDenyWriteExecute')).toBeUndefined();
});

test('the data of a private Redis is in the folder that systemd makes', () => {
  const [folder] = whole?.get('StateDirectory') ?? [];
  expect(environmentOf(whole)).toContainEqual(['DATA_DIR', `/var/lib/${folder}`]);
});

test('the service of one role has that role and a port of its own', () => {
  expect(environmentOf(ofRole)).toContainEqual(['ROLES', '%i']);
  expect(ofRole?.get('EnvironmentFile')?.at(-1)).toBe('/etc/interview-bridge/%i.env');
});
