import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, vi } from 'vitest';
import { during, openStage, processTimeout, type Stage } from '../../../testing/process.ts';
import { programOf } from '../../../testing/program.ts';
import { secrets } from '../../../testing/world.ts';

vi.setConfig({ testTimeout: processTimeout });

const writeEnv = ({ directory }: Stage, text: string) => writeFile(join(directory, '.env'), text);

it.concurrent('reads .env at the start and for commands, with a byte order mark and line ends of Windows', async ({
  onTestFinished,
}) => {
  const stage = await during(onTestFinished, openStage());
  const { providerToken, callbackToken } = secrets;
  const left = { WORKABLE_PROVIDER_TOKEN: undefined, WORKABLE_CALLBACK_TOKEN: undefined };
  await writeEnv(
    stage,
    `\uFEFFWORKABLE_PROVIDER_TOKEN="${providerToken}"\r\nWORKABLE_CALLBACK_TOKEN=${callbackToken}\r\nPORT=1\r\n`,
  );
  // The environment wins: port 1 may not be listened on.
  const bridge = await stage.start(left);
  expect(await stage.ask('GET', '/interview-templates', { bridge })).toMatchObject({ status: 200 });
  const doctor = stage.launch(left, ['doctor']);
  expect(await doctor.exited).toEqual({ code: 0, signal: null });
});

it.concurrent('says where settings are described when some are missing', async ({ onTestFinished }) => {
  const stage = await during(onTestFinished, openStage());
  const doctor = stage.launch({ PUBLIC_URL: undefined }, ['doctor']);
  expect(await doctor.exited).toEqual({ code: 1, signal: null });
  const lines = doctor.stderr().trimEnd().split('\n');
  expect(lines[0]).toMatch(/^PUBLIC_URL is missing/);
  expect(lines.at(-1)).toBe(
    'Settings are described in .env.example and docs/settings.md. VENDOR decides which ones are needed',
  );
  expect(lines).toHaveLength(2);
});

it.concurrent('says how to start without an account when the one in the environment is missing', async ({
  onTestFinished,
}) => {
  const stage = await during(onTestFinished, openStage());
  const doctor = stage.launch({ WORKABLE_PROVIDER_TOKEN: undefined, WORKABLE_CALLBACK_TOKEN: undefined }, ['doctor']);
  expect(await doctor.exited).toEqual({ code: 1, signal: null });
  expect(doctor.stderr().split('\n').slice(-4, -2)).toEqual([
    'An account needs both tokens of Workable, or WORKABLE_API_TOKEN for the stage door in their place: docs/stage-door.md',
    'For managed accounts alone, set DATA_KEY and OPERATOR_TOKEN and none of the secrets above: docs/accounts.md',
  ]);
});

it.concurrent('says why .env cannot be read, and ends', async ({ onTestFinished }) => {
  const stage = await during(onTestFinished, openStage());
  await mkdir(join(stage.directory, '.env'));
  for (const words of [[], ['doctor']]) {
    const bridge = stage.launch({}, words);
    expect(await bridge.exited).toEqual({ code: 1, signal: null });
    expect(bridge.stderr()).toBe(
      '.env cannot be read (EISDIR): make it a file that this user may read, or remove it\n',
    );
  }
});

it.concurrent('warns at the start of a name in .env that is nearly one of a setting, and not of others', async ({
  onTestFinished,
}) => {
  const stage = await during(onTestFinished, openStage());
  await writeEnv(stage, 'DELIVERY_CONCURENCY=5\nCOMPOSE_PROJECT_NAME=x\nWORKABLE_CALBACK_TOKEN=a-secret\n');
  const bridge = await stage.start();
  const warnings = bridge.stdout().match(/^.*"event":"settings".*$/gm) ?? [];
  expect(warnings.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ level: 'warn', outcome: 'unknown', variable: 'DELIVERY_CONCURENCY' }),
    expect.objectContaining({ detail: '.env: did you mean WORKABLE_CALLBACK_TOKEN?' }),
  ]);
  expect(bridge.stdout()).not.toContain('a-secret');
  const hint = '.env: there is no WORKABLE_CALBACK_TOKEN. Did you mean WORKABLE_CALLBACK_TOKEN?';
  for (const words of [[], ['doctor'], ['failed']]) {
    const failing = stage.launch({ WORKABLE_CALLBACK_TOKEN: undefined }, words);
    expect(await failing.exited).toEqual({ code: 1, signal: null });
    expect(failing.stderr()).toContain(hint);
  }
  const doctor = stage.launch({}, ['doctor']);
  expect(await doctor.exited).toEqual({ code: 1, signal: null });
  expect(doctor.stdout()).toContain(`WRONG  settings: ${hint}`);
});

it.concurrent('warns once, at the start, of a proxy that it does not use, by name and without its address', async ({
  onTestFinished,
}) => {
  const stage = await during(onTestFinished, openStage());
  await writeEnv(stage, 'http_proxy=http://user:hunter2@127.0.0.1:9\n');
  const bridge = await stage.start({ HTTPS_PROXY: 'http://user:hunter2@127.0.0.1:9' });
  const lines = bridge.stdout().split('\n');
  expect(lines.filter((line) => line.includes('"event":"proxy"'))).toEqual([
    expect.stringMatching(/"level":"warn".*"variables":\["HTTPS_PROXY","http_proxy"\]/),
  ]);
  expect(bridge.stdout()).not.toContain('hunter2');
  expect(await stage.ask('GET', '/interview-templates')).toMatchObject({ status: 200 });
});

it.concurrent('warns at the start of secrets that can be guessed, by name and without the value', async ({
  onTestFinished,
}) => {
  const stage = await during(onTestFinished, openStage());
  const bridge = await stage.start({ OPERATOR_TOKEN: 'please-changeme-soon' });
  const lines = bridge.stdout().split('\n');
  expect(lines).toContainEqual(
    expect.stringMatching(/"level":"warn".*"event":"secret","outcome":"guessable","setting":"OPERATOR_TOKEN"/),
  );
  expect(bridge.stdout()).not.toContain('changeme');
});

it.concurrent.for([
  { words: ['help'], code: 0 },
  { words: ['show', '--help'], code: 0 },
  { words: ['help', 'forget'], code: 0 },
  { words: ['intervews'], code: 2 },
  { words: ['doctor', 'twice'], code: 2 },
  { words: ['start', 'now'], code: 2 },
  { words: ['start', '--help'], code: 0 },
  { words: ['--version'], code: 0 },
  { words: ['completion', 'bash'], code: 0 },
])('$words needs no settings', async ({ words, code }, { onTestFinished }) => {
  const stage = await during(onTestFinished, openStage());
  const command = stage.launch({ PUBLIC_URL: undefined, WORKABLE_PROVIDER_TOKEN: undefined }, words);
  expect(await command.exited).toEqual({ code, signal: null });
  expect(command.stdout() + command.stderr()).not.toContain('PUBLIC_URL is missing');
  expect(code === 0 ? command.stderr() : command.stdout()).toBe('');
});

it.concurrent('helps a newcomer in an empty folder, from the sources', async ({ onTestFinished }) => {
  const directory = await mkdtemp(join(tmpdir(), 'bridge-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const paths = ['node_modules/tsx/dist/cli.mjs', 'tsconfig.json', 'src/main.ts'];
  const [tsx, tsconfig, main] = paths.map((path) => resolve(path));
  const env = { PATH: process.env.PATH };
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [tsx!, '--tsconfig', tsconfig!, main!, '--help'],
    {
      cwd: directory,
      env,
    },
  );
  expect(stdout).toMatch(/^Usage: bridge .*^ {2}doctor .*^Exit status:/ms);
  expect([stderr, await readdir(directory)]).toEqual(['', []]);
});

/** On a terminal that `script`, of every Debian, pretends. */
async function onTerminal(stage: Stage, line: string) {
  const { stdout } = await shell(stage, `TERM=xterm script -qec '${line}' /dev/null`);
  return stdout;
}

it.concurrent('has colours and tables on a terminal, unless NO_COLOR is set, and not in a pipe', async ({
  onTestFinished,
}) => {
  const stage = await during(onTestFinished, openStage());
  await stage.start();
  await stage.ask('POST', '/interviews', { body: stage.newCreate() });
  const doctor = `"$NODE" "$PROGRAM" doctor`;
  const colour = '\u001b[32mok';
  expect(await onTerminal(stage, doctor)).toContain(colour);
  expect(await onTerminal(stage, `NO_COLOR= ${doctor}`)).toContain(colour);
  for (const line of [`NO_COLOR=1 ${doctor}`, `TERM=dumb ${doctor}`, `${doctor} | cat`]) {
    const shown = await onTerminal(stage, line);
    expect(shown).toContain('ok     redis: answers');
    expect(shown).not.toContain('\u001b');
  }
  expect(await onTerminal(stage, `"$NODE" "$PROGRAM" interviews`)).toContain('\u001b[2mCREATED\u001b[0m');
  const piped = await onTerminal(stage, `"$NODE" "$PROGRAM" interviews 2>/dev/null | cat`);
  expect(piped).toMatch(/^\d{4}-\S+Z {2}default_\S+ {2}invited\r\n1 in all\r\n$/);
});

it.concurrent('ends quietly when its output is closed', async ({ onTestFinished }) => {
  const stage = await during(onTestFinished, openStage());
  await stage.start();
  for (let i = 0; i < 5; i += 1) await stage.ask('POST', '/interviews', { body: stage.newCreate() });
  for (const [words, reader] of [
    ['interviews', 'head -1'],
    ['interviews', 'true'],
    ['interviews --json', 'head -1'],
    ['help', 'true'],
    ['completion zsh', 'true'],
  ]) {
    const line = `set -o pipefail; "$NODE" "$PROGRAM" ${words} | ${reader}`;
    const { code, stdout, stderr } = await shell(stage, line);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n').length).toBeLessThanOrEqual(2);
  }
});

it.concurrent('says that its output cannot be written where that has another reason', async ({ onTestFinished }) => {
  const stage = await during(onTestFinished, openStage());
  const { code, stderr } = await shell(stage, `"$NODE" "$PROGRAM" interviews > /dev/full`);
  expect({ code, stderr }).toEqual({ code: 1, stderr: 'The output could not be written (ENOSPC)\n' });
});

it.concurrent('finishes an erasure although its output is closed', async ({ onTestFinished }) => {
  const stage = await during(onTestFinished, openStage());
  await stage.start();
  const { candidate, ...first } = stage.newCreate();
  for (let i = 0; i < 5; i += 1) {
    const { callback_url } = stage.newCreate();
    await stage.ask('POST', '/interviews', { body: { ...first, candidate, callback_url } });
  }
  await shell(stage, `"$NODE" "$PROGRAM" forget ${candidate.email} --yes | true`);
  const left = await stage.command('forget', candidate.email);
  expect(left.stdout()).toBe('nothing is stored about this person\n');
});

it.concurrent('sends no control character to a terminal, nor into a pipe', async ({ onTestFinished }) => {
  const stage = await during(onTestFinished, openStage());
  await stage.start();
  const headers = { authorization: `Bearer ${secrets.webhookSecret}` };
  await stage.ask('POST', '/webhooks/jobmojito', { headers, rawBody: '{"a":\t"\u001b]0;hi\u0007 \u202eevil"\r\n' });
  expect((await stage.command('rejected', '1')).stdout()).toBe('{"a":\t"\\u001b]0;hi\\u0007 \\u202eevil"\r\n\n');
  expect((await stage.command('show', '\u001b[31m')).stderr()).toBe(
    'There is no interview or application \\u001b[31m\n',
  );
});

/** As a person types it, beside the processes of the stage. */
async function shell(stage: Stage, line: string) {
  const env = {
    ...stage.settings,
    PATH: process.env.PATH,
    NODE: process.execPath,
    PROGRAM: programOf('src/main'),
  };
  const child = spawn('bash', ['-c', line], { cwd: stage.directory, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr };
}
