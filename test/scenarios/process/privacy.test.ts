import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { canaries, found } from '../../../testing/canaries.ts';
import {
  during,
  eventually,
  openRedis,
  openStage,
  processTimeout,
  type RedisProcess,
  type Stage,
  untilReady,
} from '../../../testing/process.ts';
import { secrets } from '../../../testing/world.ts';

vi.setConfig({ testTimeout: processTimeout });

const settings = { DATA_KEY: 'canary-data-key-of-32-characters-or-more', LOG_LEVEL: 'trace' };
const words = [...Object.values(canaries), ...Object.values(secrets), settings.DATA_KEY, 'canary'];

it.concurrent('no process says anything personal, whatever happens to it, and no file of Redis holds it', async ({
  onTestFinished,
}) => {
  const redis = await during(onTestFinished, openRedis());
  const stage = await during(onTestFinished, openStage({ ...settings, REDIS_URL: redis.url }));
  const bridge = await stage.start();
  const id = await sendResult(stage);
  await redis.kill();
  expect((await create(stage, `away.${canaries.email}`)).status).toBe(503);
  expect((await sendRubbish(stage)).status).toBe(503);
  await redis.start();
  await untilReady(stage);
  expect((await sendRubbish(stage)).status).toBe(400);

  const commands = [['show', id], ['failed'], ['replay', '--all'], ['rotate-keys']];
  const operators = [];
  for (const command of commands) operators.push(await stage.command(...command));
  const written = [bridge, ...operators].map((process) => process.stdout() + process.stderr()).join('\n');
  expect(written).toContain('now completed');
  expect(found(written, words)).toEqual([]);
  expect(found(commandLineOf(bridge.pid), words)).toEqual([]);

  const files = await filesOf(redis);
  expect(files).toContain(id);
  expect(found(files, words)).toEqual([]);
});

it.concurrent('a process that crashes because of a bug logs where, and not about which person', async ({
  onTestFinished,
}) => {
  const fault = 'new Error(process.env.FAULT)';
  const faults = `let n = 0; process.on('SIGUSR2', () => { if (n++ > 0) throw ${fault}; void Promise.reject(${fault}); });`;
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(faults)}`;
  const FAULT = `${canaries.damaged} of ${canaries.email}`;
  const stage = await during(onTestFinished, openStage({ ...settings, NODE_OPTIONS, FAULT }));
  const bridge = await stage.start();
  const unhandled = () => bridge.stdout().match(/"event":"unhandled".*"frames":\["/g)?.length;
  bridge.signal('SIGUSR2');
  await eventually('it is said that a promise was rejected', () => unhandled() === 1);
  expect((await stage.ask('GET', '/livez')).status).toBe(200);
  bridge.signal('SIGUSR2');
  expect((await bridge.exited).code).toBe(1);
  expect(unhandled()).toBe(2);
  expect(found(bridge.stdout() + bridge.stderr(), words)).toEqual([]);
});

/** Of the delivered interview. */
async function sendResult(stage: Stage): Promise<string> {
  const { body } = await create(stage, canaries.email);
  const attempt = await stage.vendor.control.start(canaries.email, stage.newCreate().interview_template_id);
  await stage.vendor.control.score(attempt, 8, {
    ai_analysis: canaries.candidateText,
    ai_analysis_recruiter: canaries.analysis,
    ai_analysis_recruiter_why_hire: [canaries.reason],
    pdf_export_url: `https://${canaries.report}.example.test/report.pdf`,
  });
  const delivered = await stage.workable.control.waitFor(callbackUrlOf(stage));
  expect(delivered.interview).toMatchObject({ summary: canaries.analysis });
  return body.interview_id;
}

function create(stage: Stage, email: string) {
  const candidate = { first_name: canaries.firstName, last_name: canaries.lastName, phone: canaries.phone, email };
  return stage.ask('POST', '/interviews', {
    body: { ...stage.newCreate(), callback_url: callbackUrlOf(stage), candidate },
  });
}

function callbackUrlOf({ workable }: Stage): string {
  return `${workable.url}/interviews/${canaries.callbackPath}`;
}

function sendRubbish(stage: Stage) {
  return stage.ask('POST', '/webhooks/jobmojito', {
    headers: { authorization: `Bearer ${secrets.webhookSecret}` },
    body: { candidate_name: canaries.rejected, candidate_email: canaries.email },
  });
}

/** Where the operating system provides it. */
function commandLineOf(pid: number): string {
  const file = `/proc/${pid}/cmdline`;
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** Everything a Redis has written, its append-only file above all. */
async function filesOf(redis: RedisProcess): Promise<string> {
  const [, directory = ''] = (await redis.command('CONFIG', 'GET', 'dir')) as string[];
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.map((file) => readFileSync(file, 'latin1')).join('\n');
}
