import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keptSecrets } from '../../sandbox/kept-secrets.ts';

it('secrets of a sandbox are the same at its next start, for its owner alone', ({ onTestFinished }) => {
  const folder = mkdtempSync(join(tmpdir(), 'kept-secrets-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'secrets.json');
  const first = keptSecrets(file);
  const [one, other] = [first('data key'), first('operator token')];
  expect(one).toMatch(/^[0-9a-f]{32}$/);
  expect(other).not.toBe(one);
  expect(first('data key')).toBe(one);

  const next = keptSecrets(file);
  expect([next('operator token'), next('data key')]).toEqual([other, one]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
