import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const isInstalled = spawnSync('systemd-analyze', ['--version']).error === undefined;
const title = isInstalled ? '' : ' (not run: there is no systemd)';
const units = ['interview-bridge.service', 'interview-bridge@.service'];
/** Of 100, which systemd shows as 2.0 of 10. */
const mostExposed = 20;
let folder: string;

/** As they are installed, but with a program that there is here, since that is checked too. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bridge-units-'));
  for (const unit of units) {
    const text = readFileSync(join('ops/systemd', unit), 'utf8');
    const started = text.replace(/^ExecStart=.*$/m, `ExecStart=${process.execPath} --version`);
    writeFileSync(join(folder, unit.replace('@.', '@web.')), started);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.skipIf(!isInstalled).each(units)(`systemd understands all of %s${title}`, (unit) => {
  expect(analyze('verify', unit)).toEqual({ status: 0, said: '' });
});

test.skipIf(!isInstalled)(`systemd notices a line that it does not understand${title}`, () => {
  const path = join(folder, 'interview-bridge.service');
  writeFileSync(join(folder, 'wrong.service'), readFileSync(path, 'utf8').replace('ProtectHome=', 'ProtectHouse='));
  expect(analyze('verify', 'wrong.service').said).toContain('ProtectHouse');
});

test.skipIf(!isInstalled).each(units)(`%s is hardly exposed${title}`, (unit) => {
  const { status, said } = analyze('security', unit, '--offline=true', `--threshold=${mostExposed}`, '--no-pager');
  expect([status, said]).toEqual([0, expect.stringContaining('Overall exposure level')]);
});

function analyze(verb: string, unit: string, ...options: string[]) {
  const path = join(folder, unit.replace('@.', '@web.'));
  const { status, stdout, stderr } = spawnSync('systemd-analyze', [verb, ...options, path], { encoding: 'utf8' });
  // Of units of this machine it may say something too.
  const ofOurs = `${stdout}${stderr}`
    .split('\n')
    .filter((line) => line.includes(folder) || /interview-bridge/.test(line));
  return { status, said: ofOurs.join('\n') };
}
