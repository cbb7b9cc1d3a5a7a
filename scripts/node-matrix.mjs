/**
 * The end of `npm test`: with NODE_MATRIX=1 the unit and scenario tests on Node 24 too, with NODE_MATRIX=22,24 on each of
 * these. npm fetches a Node once, into node_modules/.cache; it is no dependency. Does nothing without NODE_MATRIX.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { NODE_MATRIX = '' } = process.env;

for (const version of versionsOf(NODE_MATRIX)) run(version);

function versionsOf(text) {
  const versions = text === '1' ? ['24'] : text.split(',').filter((each) => each !== '');
  const wrong = versions.find((each) => !/^\d+(\.\d+){0,2}$/.test(each));
  if (wrong !== undefined) stop(`NODE_MATRIX is 1 or a list such as 22,24, and ${wrong} is no version of Node.`);
  return versions;
}

function run(version) {
  const folder = join(root, 'node_modules/.cache', `node-${version}`);
  const programs = join(folder, 'node_modules/node/bin');
  const node = join(programs, process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(node)) fetch(version, folder);
  console.log(`The unit and scenario tests on Node ${version}`);
  // Programs that tests start are to be run by it too.
  const env = { ...process.env, PATH: `${programs}${delimiter}${process.env.PATH}` };
  const words = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'unit', '--project', 'scenarios'];
  const { status } = spawnSync(node, [...words, ...process.argv.slice(2)], { cwd: root, env, stdio: 'inherit' });
  if (status !== 0) stop(`The tests failed on Node ${version}.`);
}

function fetch(version, folder) {
  const words = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  const options = { stdio: 'inherit', shell: process.platform === 'win32' };
  const { status } = spawnSync('npm', [...words, `node@${version}`], options);
  if (status !== 0) stop(`npm could not fetch Node ${version}; its output is above.`);
}

function stop(line) {
  console.error(line);
  process.exit(1);
}
