/**
 * Makes a fresh clone ready for `npm test`, `npm run demo` and `npm run dev`: the right Node, the packages of
 * package-lock.json, a redis-server and, with `--browser`, a Chromium. Prints a line for each thing it does, and nothing
 * when nothing is missing.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Package managers, in order of preference. Homebrew refuses to run as root. */
const installers = [
  {
    program: 'apt-get',
    refresh: ['update', '-qq'],
    install: ['install', '-qq', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120'],
  },
  { program: 'dnf', install: ['install', '-q', '-y'] },
  { program: 'yum', install: ['install', '-q', '-y'] },
  { program: 'apk', install: ['add', '--no-cache', '-q'] },
  { program: 'brew', install: ['install', '-q'], needsRoot: false },
];

/** Valkey is the same server under another name. */
const redis = {
  isThere: () => ['redis-server', 'valkey-server'].some(isOnPath),
  missing: 'Neither redis-server nor valkey-server is on the PATH',
  packages: (program) => (program === 'apt-get' ? ['redis-server', 'valkey-server'] : ['redis', 'valkey']),
  byHand: [
    '  Debian, Ubuntu   sudo apt-get install redis-server',
    '  Fedora, RHEL     sudo dnf install redis     (or valkey)',
    '  Alpine           sudo apk add redis',
    '  macOS            brew install redis',
  ],
};

/** testing/browser.ts looks in the same places. */
const chromium = {
  isThere: () =>
    ['chromium', 'chromium-browser', 'google-chrome'].some(isOnPath) ||
    existsSync('/Applications/Chromium.app/Contents/MacOS/Chromium') ||
    existsSync('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'),
  missing: 'Neither chromium nor google-chrome is on the PATH',
  packages: (program) => (program === 'apt-get' ? ['chromium', 'chromium-browser'] : ['chromium']),
  byHand: [
    '  Debian           sudo apt-get install chromium',
    '  Ubuntu           sudo apt-get install chromium-browser     (or Google Chrome)',
    '  Fedora, RHEL     sudo dnf install chromium',
    '  Alpine           sudo apk add chromium',
    '  macOS            brew install chromium     (or Google Chrome)',
  ],
};

checkNode();
installPackages();
installProgram(redis);
if (process.argv.includes('--browser')) installProgram(chromium);

function checkNode() {
  const { engines } = readJson(join(root, 'package.json'));
  const [major, minor] = versionOf(process.versions.node);
  const [neededMajor, neededMinor] = versionOf(engines.node);
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return;
  stop(
    `This needs Node ${neededMajor}.${neededMinor} or newer; ${process.execPath} is ${process.version}.`,
    'Get a newer one from https://nodejs.org or with your version manager, for example: nvm install 20',
  );
}

function versionOf(text) {
  return /(\d+)\.(\d+)/.exec(text).slice(1).map(Number);
}

function installPackages() {
  const folder = join(root, 'node_modules');
  if (hasPackages(folder)) return;
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) {
    stop(
      `node_modules is a symbolic link to ${readlinkSync(folder)}, whose packages are not those of package-lock.json.`,
      'npm ci would empty that folder: remove the link and run the same command again.',
    );
  }
  say('Installing the packages of package-lock.json');
  // Under NODE_ENV=production npm would leave out what tests and demo need.
  const args = ['ci', '--no-audit', '--no-fund', '--include=dev', '--loglevel=error'];
  const { status } = spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) stop('npm ci failed; its output is above.');
}

/** Compares versions with what npm wrote down at the end of its last run. Optional packages are for other platforms. */
function hasPackages(folder) {
  const installed = join(folder, '.package-lock.json');
  if (!existsSync(installed)) return false;
  const { packages: present } = readJson(installed);
  const { '': _project, ...needed } = readJson(join(root, 'package-lock.json')).packages;
  return Object.entries(needed).every(
    ([path, { version, optional }]) => optional || present[path]?.version === version,
  );
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function installProgram(wanted) {
  if (wanted.isThere()) return;
  const failures = [];
  for (const installer of installers.filter(({ program }) => isOnPath(program))) {
    const prefix = rootPrefix(installer);
    if (prefix === undefined) {
      failures.push(`${installer.program} needs root, and sudo asks for a password.`);
      continue;
    }
    const failure = installWith(installer, wanted, prefix);
    if (failure === undefined) return;
    failures.push(failure);
  }
  stop(
    `${wanted.missing}, and this script could not install one.`,
    ...failures,
    'Install it yourself and run the same command again:',
    ...wanted.byHand,
  );
}

/** What goes before a command that needs root; undefined when sudo would ask for a password. */
function rootPrefix({ needsRoot = true }) {
  if (!needsRoot || process.getuid?.() === 0) return [];
  return isOnPath('sudo') && run(['sudo', '-n', 'true']).status === 0 ? ['sudo', '-n'] : undefined;
}

/** Undefined on success, otherwise the error. */
function installWith({ program, install, refresh }, wanted, prefix) {
  const packages = wanted.packages(program);
  const call = (args) => run([...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', program, ...args]);
  say(`Installing ${packages[0]} with ${program}`);
  // The lists of packages may be old or, in a container, absent.
  if (refresh !== undefined) call(refresh);
  let problem = '';
  for (const name of packages) {
    const { status, stderr } = call([...install, name]);
    if (status === 0 && wanted.isThere()) {
      if (wanted === redis) stopService(prefix, name);
      return undefined;
    }
    problem ||= stderr.trim().split('\n').slice(-3).join('\n  ');
  }
  return `${program} failed${problem === '' ? '' : `:\n  ${problem}`}`;
}

/** Debian starts what it installs. Tests and demo start their own server, so this one would only occupy port 6379. */
function stopService(prefix, name) {
  if (existsSync('/run/systemd/system')) run([...prefix, 'systemctl', 'disable', '--now', name]);
  else if (existsSync(`/etc/init.d/${name}`)) run([...prefix, `/etc/init.d/${name}`, 'stop']);
}

function isOnPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function run([program, ...args]) {
  return spawnSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
}

function say(line) {
  console.log(line);
}

function stop(...lines) {
  console.error(lines.join('\n'));
  process.exit(1);
}
