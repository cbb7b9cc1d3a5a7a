import { spawnSync } from 'node:child_process';

/** Builds what tests start as processes; whether the types fit is for `npm run types` to say. */
export function setup(): void {
  const args = ['run', '--silent', 'build', '--', '--noCheck'];
  const { status, stdout } = spawnSync('npm', args, { encoding: 'utf8', shell: process.platform === 'win32' });
  if (status !== 0) throw new Error(`The build failed:\n${stdout}`);
}
