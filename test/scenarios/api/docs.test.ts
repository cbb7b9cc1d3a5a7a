import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { endpoints } from '../../../src/operator/api/endpoints.ts';
import { interviewStates } from '../../../src/operator/queries/interview-state.ts';
import { type ApiWorld, openApiWorld } from '../../../testing/api.ts';
import { scoreAttempt, sendInterview } from '../../../testing/interviews.ts';
import { openManagedWorld } from '../../../testing/managed-account.ts';
import { untilDelivery, untilNothingIsDue } from '../../../testing/operator.ts';
import { secrets } from '../../../testing/world.ts';

const run = promisify(execFile);

let world: ApiWorld;
let directory: string;
let page: string;
let id: string;
beforeAll(async () => {
  page = await readFile('docs/api.md', 'utf8');
  directory = await mkdtemp(join(tmpdir(), 'bridge-api-'));
  world = await openApiWorld(openManagedWorld());
  const sent = await sendInterview(world);
  await scoreAttempt(world, sent);
  await untilDelivery(world, sent, 'acknowledged');
  await untilNothingIsDue(world);
  id = sent.id;
});
afterAll(async () => {
  await world.close();
  await rm(directory, { recursive: true });
});

const linesOf = () =>
  [...page.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, block = '']) => block.split('\n').filter(Boolean));

test('every line of the page works as it stands there', async () => {
  const lines = linesOf().filter((line) => !line.startsWith('npx '));
  expect(lines.filter((line) => line.startsWith('curl ')).length).toBeGreaterThan(12);
  // What each prints is JSON, on a line of its own.
  const script = ['set -e', ...lines.map((line) => (line.startsWith('curl ') ? `${line}; echo` : line))].join('\n');
  const env = { PATH: process.env.PATH, BRIDGE: world.url, OPERATOR_TOKEN: secrets.operatorToken, ID: id };
  const { stdout } = await run('bash', ['-c', script], { cwd: directory, env });
  for (const line of stdout.trim().split('\n')) expect(JSON.parse(line)).toBeTypeOf('object');
});

test('the page names every kind of resource, and every state', () => {
  const resources = new Set(
    endpoints.map(({ path }) =>
      path
        .split('/')
        .filter((part) => !part.startsWith('{'))
        .at(-1),
    ),
  );
  expect([...resources].filter((name) => !page.includes(name ?? ''))).toEqual([]);
  expect(interviewStates.filter((state) => !page.includes(`| \`${state}\``))).toEqual([]);
});

test('a typed client is made from the document that a bridge serves', async () => {
  const [line = ''] = linesOf().filter((each) => each.startsWith('npx '));
  const [, path = ''] = /"\$BRIDGE(\S+)"/.exec(line) ?? [];
  expect((await fetch(`${world.url}${path}`)).status).toBe(200);
});
