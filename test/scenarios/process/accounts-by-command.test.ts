import { spawn } from 'node:child_process';
import { expect, it, vi } from 'vitest';
import { during, eventually, freePort, openStage, processTimeout, type Stage } from '../../../testing/process.ts';
import { programOf } from '../../../testing/program.ts';
import { secrets } from '../../../testing/world.ts';

vi.setConfig({ testTimeout: processTimeout });

/** Types a command, with a text on its standard input. */
async function type({ directory, settings }: Stage, words: readonly string[], input: string) {
  const env = { ...settings, PATH: process.env.PATH };
  const child = spawn(process.execPath, [programOf('src/main'), ...words], { cwd: directory, env });
  let stdout = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout };
}

it('an account made by a command, with secrets from a pipe, is used by every process and lasts over a restart', async ({
  onTestFinished,
}) => {
  const stage = await during(onTestFinished, openStage({ DATA_KEY: 'a-data-key-of-32-characters-00000' }));
  const other = { PORT: String(await freePort()), ROLES: 'web' };
  const [first, second] = [await stage.start(), await stage.start(other)];
  const input = [
    `JOBMOJITO_API_KEY=${secrets.apiKey}`,
    'JOBMOJITO_WEBHOOK_SECRET=webhook-secret-of-acme',
    `WORKABLE_CALLBACK_TOKEN=${secrets.callbackToken}`,
  ].join('\n');
  const { code, stdout } = await type(stage, ['accounts', 'create', 'acme', '--secrets-file', '-', '--json'], input);
  expect(code).toBe(0);
  const headers = { authorization: `Bearer ${JSON.parse(stdout).provider_token}` };
  const opens = (bridge: typeof first) =>
    stage.ask('GET', '/interview-templates', { headers, bridge }).then(({ status }) => status);
  for (const bridge of [first, second]) await eventually('it is used', async () => (await opens(bridge)) === 200);

  await second.kill();
  expect(await opens(await stage.start(other))).toBe(200);
  expect(await stage.ask('POST', '/interviews', { headers, body: stage.newCreate(), bridge: second })).toMatchObject({
    status: 201,
    body: { interview_id: expect.stringMatching(/^acme_/) },
  });
  expect(first.stdout() + second.stdout()).not.toContain(secrets.apiKey);
});
