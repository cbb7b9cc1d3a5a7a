import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Child, watch } from '../../testing/child.ts';
import { emptyDatabase } from '../../testing/database.ts';
import { copyOf, type DockerStage, execForm, readDockerfile } from '../../testing/dockerfile.ts';
import { freePort } from '../../testing/free-port.ts';
import { eventually } from '../../testing/process.ts';

const within = 1_200_000;
const stages = readDockerfile();
const final = stages.at(-1)!;
/** Of a stage: what is below `/` there. */
const rootOf = (stage: string) => join(folder, stage);
let folder: string;

/** What the Dockerfile says, without Docker: each stage is a folder, in which there is only what was copied there. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bridge-image-'));
  chmodSync(folder, 0o755);
  for (const stage of stages) carryOut(stage);
}, within);

afterAll(() => rmSync(folder, { recursive: true, force: true }), within);

test('the command line is on the PATH', async () => {
  const { status, stdout } = spawnSync('bridge', ['--version'], { ...options(), encoding: 'utf8' });
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^interview-bridge \d/)]);
});

test('it gets ready as a user who may write nothing, and its health check says so', { timeout: within }, async () => {
  const settings = {
    PORT: String(await freePort()),
    PUBLIC_URL: 'http://localhost:8080',
    REDIS_URL: await emptyDatabase(),
    DATA_KEY: 'k'.repeat(32),
    OPERATOR_TOKEN: 't'.repeat(32),
  };
  const bridge = start(execForm(wordsOf('ENTRYPOINT')), settings);
  const check = execForm(wordsOf('HEALTHCHECK').replace(/^.* CMD /, ''));
  await eventually('the check succeeds', async () => {
    if (bridge.exit()) throw new Error(`The bridge ended: ${bridge.stderr()}${bridge.stdout()}`);
    return (await start(check, settings).exited).code === 0;
  });
  const asked = start(check, settings);
  expect(await asked.exited).toEqual({ code: 0, signal: null });
  expect(asked.stdout()).toContain('"status":"ready"');
  bridge.signal('SIGTERM');
  expect(await bridge.exited).toEqual({ code: 0, signal: null });
  const late = start(check, settings);
  expect(await late.exited).toEqual({ code: 1, signal: null });
});

function carryOut({ name, instructions }: DockerStage): void {
  const app = join(rootOf(name), 'app');
  mkdirSync(app, { recursive: true });
  for (const each of instructions) {
    if (each.name === 'COPY') copy(each, app);
    if (each.name === 'RUN') shell(each.words, app);
  }
}

function copy(instruction: { name: string; words: string }, app: string): void {
  const { from, sources, target } = copyOf(instruction);
  for (const source of sources) {
    const place = target === './' ? join(app, basename(source)) : join(app, target);
    cpSync(from === undefined ? source : join(rootOf(from), source), place, {
      recursive: true,
      verbatimSymlinks: true,
    });
  }
}

function shell(command: string, cwd: string): void {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, npm_config_prefer_offline: 'true' };
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} failed:\n${stdout}${stderr}`);
}

function wordsOf(wanted: string): string {
  return final.instructions.find(({ name }) => name === wanted)?.words ?? '';
}

function start(words: readonly string[], settings: Record<string, string>): Child {
  const [program = '', ...rest] = words.map((word) => word.replace(/^\/app\//, `${rootOf('final')}/app/`));
  return watch(spawn(program, rest, options(settings)));
}

/** As another user where this one is root, who may write everywhere; nowhere to write but what belongs to neither. */
function options(settings: Record<string, string> = {}) {
  const app = join(rootOf('final'), 'app');
  spawnSync('chmod', ['-R', 'a-w', app]);
  const env = { NODE_ENV: 'production', TMPDIR: '/nowhere', PATH: `${app}/bin:${process.env.PATH}`, ...settings };
  const [uid, gid] = wordsOf('USER').split(':').map(Number);
  return { cwd: app, env, ...(process.getuid?.() === 0 ? { uid, gid } : {}) };
}
