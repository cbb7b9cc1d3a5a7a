import { spawn } from 'node:child_process';
import { expect, it } from 'vitest';
import { type Child, watch } from '../../testing/child.ts';
import { processTimeout } from '../../testing/process.ts';

it('plays both doors and ends with 0', { timeout: 2 * processTimeout }, async () => {
  const demo = start('--once');
  expect(await demo.exited).toEqual({ code: 0, signal: null });
  expect(demo.stderr()).toBe('');
  expect(demo.stdout()).toMatch(
    /"grade": "excelled"[\s\S]*The stage door[\s\S]*Ref \w{6} result 2[\s\S]*Ref \w{6} rating 1/,
  );
});

it('plays one door alone', { timeout: processTimeout }, async () => {
  const demo = start('--once', '--door', 'provider');
  expect(await demo.exited).toEqual({ code: 0, signal: null });
  expect(demo.stdout()).toContain('"grade": "excelled"');
  expect(demo.stdout()).not.toContain('The stage door');
});

it('names the doors when it is asked for another one', async () => {
  const demo = start('--door', 'back');
  expect(await demo.exited).toEqual({ code: 2, signal: null });
  expect(demo.stderr()).toMatch(/Allowed choices are provider, stage, both/);
});

function start(...words: string[]): Child {
  return watch(spawn('npx', ['tsx', 'src/main.ts', 'demo', ...words], { stdio: ['ignore', 'pipe', 'pipe'] }));
}
