import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { misreadingsIn } from './upgrade/misread.ts';
import { commitToUpgradeFrom, missingHistory } from './upgrade/older-tree.ts';
import { phasesOf } from './upgrade/phases.ts';

test('an upgrade goes from older processes over both to current ones, and changes no other process', () => {
  const phases = phasesOf('older', 'current');
  const names = ['web1', 'web2', 'worker1', 'worker2', 'redis', 'vendor', 'workable'] as const;
  expect(phases.map((phase) => names.map(phase))).toEqual([
    ['older', 'older', 'older', 'older', undefined, undefined, undefined],
    ['older', 'current', 'older', 'current', undefined, undefined, undefined],
    ['current', 'current', 'current', 'current', undefined, undefined, undefined],
  ]);
});

it('names a whole commit to begin at', () => {
  expect(commitToUpgradeFrom()).toMatch(/^[0-9a-f]{40}$/);
});

it('says what to do where the history does not hold it', () => {
  expect(missingHistory('0'.repeat(40))).toMatch(
    /^The commit to upgrade from, 0{40}, is not in this checkout\. Fetch the whole history with "git fetch --unshallow"/,
  );
});

describe('what a process did not understand', () => {
  const lines = [
    '{"level":"error","event":"record","outcome":"unreadable","detail":"MISSHAPEN"}',
    '{"level":"error","event":"work","failure":"internal"}',
    '{"level":"fatal","event":"refusal"}',
    'This Redis cannot be used: it holds data of format 2',
  ];

  it.each(lines)('is found in its log: %s', (line) => {
    expect(misreadingsOf(`{"level":"info","event":"listening"}\n${line}\n`)).toEqual([`web1: ${line}`]);
  });

  it('is not what a kill left of a line, or what the fault of a peer is', () => {
    const peers = '{"level":"warn","event":"work","failure":"store-unavailable"}';
    expect(misreadingsOf(`{"level":"error","event":"rec\n${peers}\n`)).toEqual([]);
  });
});

function misreadingsOf(log: string): string[] {
  const directory = mkdtempSync(join(tmpdir(), 'bridge-misread-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  writeFileSync(join(directory, 'web1.log'), log);
  writeFileSync(join(directory, 'vendor.log'), '{"level":"fatal"}');
  return misreadingsIn(directory);
}
