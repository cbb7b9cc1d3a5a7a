import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** An older state of this repository, built. */
export type OlderTree = {
  /** The file of its `src/main`. */
  main: string;
  remove(): void;
};

/** The commit that an upgrade begins at. */
export function commitToUpgradeFrom(): string {
  const { commit } = JSON.parse(readFileSync('test/campaign/upgrade/from.json', 'utf8')) as { commit: string };
  return commit;
}

/** Undefined where the repository in the working directory holds the commit. */
export function missingHistory(commit: string): string | undefined {
  if (run('git', ['cat-file', '-e', `${commit}^{commit}`]).status === 0) return undefined;
  return `The commit to upgrade from, ${commit}, is not in this checkout. Fetch the whole history with "git fetch --unshallow", or name another commit in test/campaign/upgrade/from.json`;
}

/** Builds a commit of the repository in the working directory in a folder of its own. */
export function buildOlderTree(commit: string): OlderTree {
  const directory = mkdtempSync(join(tmpdir(), 'bridge-older-'));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  try {
    succeed('git', ['archive', '--output', join(directory, 'tree.tar'), commit]);
    succeed('tar', ['-xf', 'tree.tar'], directory);
    if (hasSameLibraries(directory)) symlinkSync(resolve('node_modules'), join(directory, 'node_modules'));
    else succeed('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], directory);
    // The commit's own tests have checked its types.
    succeed('npm', ['run', '--silent', 'build', '--', '--noCheck'], directory);
    return { main: join(directory, 'dist/src/main.js'), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function hasSameLibraries(directory: string): boolean {
  const lockOf = (place: string) => readFileSync(join(place, 'package-lock.json'), 'utf8');
  return lockOf(directory) === lockOf('.');
}

function succeed(program: string, args: string[], cwd?: string): void {
  const { status, stdout, stderr, error } = run(program, args, cwd);
  if (status !== 0) throw new Error(`${program} ${args[0]} failed: ${error?.message ?? `${stderr}${stdout}`}`);
}

function run(program: string, args: string[], cwd?: string) {
  return spawnSync(program, args, { encoding: 'utf8', ...(cwd === undefined ? {} : { cwd }) });
}
