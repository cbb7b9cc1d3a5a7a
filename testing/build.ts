import { spawnSync } from 'node:child_process';

/** Builds the programs that tests start; `npm run types` checks the types. */
export function setup(): void {
  const args = ['run', '--silent', 'build', '--', '--noCheck'];
  const { status, stdout } = spawnSync('npm', args, { encoding: 'utf8', shell: process.platform === 'win32' });
  if (status !== 0) throw new Error(`The build failed:\n${stdout}`);
}
