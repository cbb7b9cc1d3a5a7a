import { spawn } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { watch } from '../../../testing/child.ts';
import {
  type BridgeProcess,
  during,
  eventually,
  openStage,
  processTimeout,
  type Stage,
} from '../../../testing/process.ts';
import { programOf } from '../../../testing/program.ts';
import { secrets } from '../../../testing/world.ts';

vi.setConfig({ testTimeout: processTimeout });

type Settings = Record<string, string>;
const tokenOf = (name: string) => `provider-token-of-${name}`;

function accountOf(name: string, changes: Settings = {}): Settings {
  return {
    WORKABLE_PROVIDER_TOKEN: tokenOf(name),
    WORKABLE_CALLBACK_TOKEN: secrets.callbackToken,
    JOBMOJITO_API_KEY: secrets.apiKey,
    // The sandbox sends the webhooks of acme.
    JOBMOJITO_WEBHOOK_SECRET: name === 'acme' ? secrets.webhookSecret : `webhook-secret-of-${name}`,
    ...changes,
  };
}

/** Without accounts there is no file. */
function writeAccounts({ directory }: Stage, accounts: Record<string, Settings> | string | undefined): Promise<void> {
  if (accounts === undefined) return rm(join(directory, 'accounts.json'));
  const text = typeof accounts === 'string' ? accounts : JSON.stringify({ accounts });
  return writeFile(join(directory, 'accounts.json'), text);
}

async function openFile(accounts: Record<string, Settings>, settings: Record<string, string | undefined> = {}) {
  const stage = await openStage({
    ACCOUNTS_FILE: 'accounts.json',
    WORKABLE_PROVIDER_TOKEN: undefined,
    WORKABLE_CALLBACK_TOKEN: undefined,
    JOBMOJITO_API_KEY: undefined,
    JOBMOJITO_WEBHOOK_SECRET: undefined,
    JOBMOJITO_DETAILS: 'false',
    ...settings,
  });
  await writeAccounts(stage, accounts);
  return stage;
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const create = (stage: Stage, token: string) =>
  stage.ask('POST', '/interviews', { headers: bearer(token), body: stage.newCreate() });

async function opens(stage: Stage, token: string): Promise<number> {
  return (await stage.ask('GET', '/interview-templates', { headers: bearer(token) })).status;
}

const untilOpens = (stage: Stage, token: string, status: number) =>
  eventually(`${token} is answered ${status}`, async () => (await opens(stage, token)) === status);

/** The lines of the log about settings that were read again. */
function reads(bridge: BridgeProcess) {
  const lines = bridge.stdout().match(/^.*"event":"settings","outcome":"(?:not )?re-read".*$/gm) ?? [];
  return lines.map((line) => JSON.parse(line));
}

async function hangUp(bridge: BridgeProcess) {
  const before = reads(bridge).length;
  bridge.signal('SIGHUP');
  return eventually('the signal is answered in the log', () => reads(bridge)[before]);
}

it.concurrent('SIGHUP adds, changes and takes away accounts of the file, and no request is dropped', async ({
  onTestFinished,
}) => {
  const stage = await during(onTestFinished, openFile({ acme: accountOf('acme'), globex: accountOf('globex') }));
  const bridge = await stage.start();
  const statuses: number[] = [];
  let isOver = false;
  const asking = Promise.all(
    Array.from({ length: 4 }, async () => {
      while (!isOver) statuses.push(await opens(stage, tokenOf('acme')));
    }),
  );

  await writeAccounts(stage, {
    ...{ acme: accountOf('acme'), globex: accountOf('globex') },
    initech: accountOf('initech'),
  });
  expect(await hangUp(bridge)).toMatchObject({ outcome: 're-read', accounts: ['acme', 'globex', 'initech'] });
  expect(await create(stage, tokenOf('initech'))).toMatchObject({
    status: 201,
    body: { interview_id: expect.stringMatching(/^initech_/) },
  });

  const changed = accountOf('globex', { WORKABLE_PROVIDER_TOKEN: 'another-token-of-globex' });
  await writeAccounts(stage, { acme: accountOf('acme'), globex: changed });
  await hangUp(bridge);
  await untilOpens(stage, 'another-token-of-globex', 200);
  expect(await Promise.all([tokenOf('globex'), tokenOf('initech')].map((token) => opens(stage, token)))).toEqual([
    401, 401,
  ]);

  isOver = true;
  await asking;
  expect(statuses.length).toBeGreaterThan(20);
  expect(new Set(statuses)).toEqual(new Set([200]));
  bridge.signal('SIGTERM');
  expect(await bridge.exited).toEqual({ code: 0, signal: null });
});

it.concurrent('a request that runs while its account is taken away is finished, and so is a delivery', async ({
  onTestFinished,
}) => {
  const stage = await during(onTestFinished, openFile({ acme: accountOf('acme'), globex: accountOf('globex') }));
  const bridge = await stage.start();
  const first = stage.newCreate();
  await stage.ask('POST', '/interviews', { headers: bearer(tokenOf('acme')), body: first });
  stage.workable.control.answerWith({ status: 200, delayMs: 1500 });
  await stage.takeInterview(first, 8);
  await eventually('a PUT is in flight', () => stage.workable.control.inFlight > 0);
  stage.vendor.control.misbehave({ path: 'job-interview-register-users', how: 'late', delayMs: 1500 });
  const before = stage.vendor.control.requests.length;
  const running = create(stage, tokenOf('acme'));
  await eventually('the vendor is being called', () =>
    stage.vendor.control.requests.slice(before).some(({ path }) => path.endsWith('register-users')),
  );

  await writeAccounts(stage, { globex: accountOf('globex') });
  await hangUp(bridge);
  await untilOpens(stage, tokenOf('acme'), 401);
  expect(await running).toMatchObject({ status: 201 });
  expect(await stage.workable.control.waitFor(first.callback_url)).toMatchObject({ status: 'completed' });

  // It goes on where it was when it comes back: nothing is sent again.
  await writeAccounts(stage, { acme: accountOf('acme'), globex: accountOf('globex') });
  await hangUp(bridge);
  await untilOpens(stage, tokenOf('acme'), 200);
  const next = stage.newCreate();
  await stage.ask('POST', '/interviews', { headers: bearer(tokenOf('acme')), body: next });
  await stage.takeInterview(next, 7);
  await stage.workable.control.waitFor(next.callback_url);
  const { pathname } = new URL(first.callback_url);
  expect(stage.workable.control.callbacks.filter(({ path }) => path === pathname)).toHaveLength(1);
});

it.concurrent('results that waited for a right callback token go out once the file has it', async ({
  onTestFinished,
}) => {
  const wrong = accountOf('acme', { WORKABLE_CALLBACK_TOKEN: 'a-wrong-callback-token' });
  const stage = await during(onTestFinished, openFile({ acme: wrong }, { DELIVERY_RETRY_SCHEDULE: '1h' }));
  const bridge = await stage.start();
  const scored = async () => {
    const created = stage.newCreate();
    await stage.ask('POST', '/interviews', { headers: bearer(tokenOf('acme')), body: created });
    await stage.takeInterview(created, 8);
    return created;
  };
  // Three that are refused open the circuit of the token.
  for (let i = 1; i <= 3; i += 1) {
    await scored();
    await eventually('it is refused', () => stage.workable.control.callbacks.length === i);
  }
  await eventually('the circuit is open', async () => {
    const metrics = await stage.ask('GET', '/metrics', { headers: bearer(secrets.operatorToken) });
    return metrics.text.includes('bridge_circuit_open{account="acme",destination="callback",reason="token"} 1');
  });
  const waiting = await scored();
  await writeAccounts(stage, { acme: accountOf('acme') });
  await hangUp(bridge);
  expect(await stage.workable.control.waitFor(waiting.callback_url)).toMatchObject({ status: 'completed' });
});

it.concurrent.for<[string, string | undefined, string | RegExp]>([
  ['that is missing', undefined, 'ACCOUNTS_FILE names a file that cannot be read (ENOENT)'],
  ['that is no JSON', '{"accounts": {"acme"', /^ACCOUNTS_FILE should hold JSON/],
  [
    'with a wrong value',
    JSON.stringify({ acme: accountOf('acme', { RETENTION: 'soon' }) }),
    /^account acme: RETENTION should be a duration/,
  ],
  ['without accounts', '{"accounts": {}}', 'ACCOUNTS_FILE should hold at least one account'],
  [
    'in which two accounts share a secret',
    JSON.stringify({
      acme: accountOf('acme'),
      globex: accountOf('globex', { WORKABLE_PROVIDER_TOKEN: tokenOf('acme') }),
    }),
    /^accounts acme and globex share a WORKABLE_PROVIDER_TOKEN/,
  ],
])('a file %s changes nothing and is named in the log', async ([, text, words], { onTestFinished }) => {
  const stage = await during(onTestFinished, openFile({ acme: accountOf('acme') }));
  const bridge = await stage.start();
  await writeAccounts(stage, text);
  const { level, outcome, errors } = await hangUp(bridge);
  const error = typeof words === 'string' ? words : expect.stringMatching(words);
  expect({ level, outcome, errors }).toEqual({
    level: 'error',
    outcome: 'not re-read',
    errors: expect.arrayContaining([error]),
  });
  expect(await opens(stage, tokenOf('acme'))).toBe(200);
  expect(bridge.stdout()).not.toContain(tokenOf('acme'));

  await writeAccounts(stage, { acme: accountOf('acme'), initech: accountOf('initech') });
  expect(await hangUp(bridge)).toMatchObject({ outcome: 're-read' });
  expect(await opens(stage, tokenOf('initech'))).toBe(200);
});

it.concurrent('a secret of a managed account is in no account of the file, and one that is there already is the account’s in the file', async ({
  onTestFinished,
}) => {
  const operatorToken = 'an-operator-token-of-a-test';
  const settings = { DATA_KEY: 'a-data-key-of-32-characters-00000', OPERATOR_TOKEN: operatorToken };
  const stage = await during(onTestFinished, openFile({ acme: accountOf('acme') }, settings));
  const bridge = await stage.start();
  const api = (method: string, path: string, body?: object) =>
    stage.ask(method, `/api/v1${path}`, {
      headers: { ...bearer(operatorToken), 'if-match': '*' },
      ...(body ? { body } : {}),
    });
  const { WORKABLE_PROVIDER_TOKEN: _none, ...own } = accountOf('managed');
  const made = await api('POST', '/accounts', { name: 'managed', settings: own });
  const token = made.body.provider_token;
  const sharing = accountOf('globex', {
    WORKABLE_PROVIDER_TOKEN: token,
    JOBMOJITO_WEBHOOK_SECRET: 'webhook-secret-of-managed',
  });
  await writeAccounts(stage, { acme: accountOf('acme'), globex: sharing });
  const share = (setting: string) =>
    expect.stringMatching(`^accounts globex and managed \\(managed\\) share a ${setting}`);
  expect(await hangUp(bridge)).toMatchObject({
    outcome: 'not re-read',
    errors: expect.arrayContaining([share('WORKABLE_PROVIDER_TOKEN'), share('JOBMOJITO_WEBHOOK_SECRET')]),
  });
  expect((await create(stage, token)).body.interview_id).toMatch(/^managed_/);

  bridge.signal('SIGTERM');
  await bridge.exited;
  const next = await stage.start();
  await eventually('the managed account is not used', async () => {
    const { body } = await api('GET', '/accounts/managed');
    return /WORKABLE_PROVIDER_TOKEN belongs to the account globex, which is configured/.test(String(body.errors));
  });
  expect((await create(stage, token)).body.interview_id).toMatch(/^globex_/);

  await writeAccounts(stage, { acme: accountOf('acme') });
  expect(await hangUp(next)).toMatchObject({ outcome: 're-read' });
  expect((await create(stage, token)).body.interview_id).toMatch(/^managed_/);
});

it.concurrent('SIGHUP changes nothing but accounts: what else stands in .env waits for a restart', async ({
  onTestFinished,
}) => {
  const stage = await during(onTestFinished, openFile({ acme: accountOf('acme') }, { OPERATOR_TOKEN: undefined }));
  const writeEnv = (operatorToken: string, logLevel: string) =>
    writeFile(join(stage.directory, '.env'), `OPERATOR_TOKEN=${operatorToken}\nLOG_LEVEL=${logLevel}\n`);
  await writeEnv(secrets.operatorToken, 'info');
  const bridge = await stage.start();
  await writeEnv('another-operator-token', 'silent');
  await writeAccounts(stage, { acme: accountOf('acme'), initech: accountOf('initech') });
  expect(await hangUp(bridge)).toMatchObject({ outcome: 're-read' });
  await untilOpens(stage, tokenOf('initech'), 200);
  const metrics = (token: string) => stage.ask('GET', '/metrics', { headers: bearer(token) });
  expect((await metrics(secrets.operatorToken)).status).toBe(200);
  expect((await metrics('another-operator-token')).status).not.toBe(200);
});

it.concurrent('a bridge that was started in a terminal reads accounts again too, and ends with the terminal', async ({
  onTestFinished,
}) => {
  const stage = await during(onTestFinished, openFile({ acme: accountOf('acme') }));
  const env = { ...stage.settings, PATH: process.env.PATH };
  const line = `echo $$ > pid; exec "${process.execPath}" "${programOf('src/main')}"`;
  const terminal = watch(spawn('script', ['-qec', line, '/dev/null'], { cwd: stage.directory, env }));
  await eventually('it listens', () => terminal.stdout().includes('"event":"listening"'));
  const pid = Number(await readFile(join(stage.directory, 'pid'), 'utf8'));

  process.kill(pid, 'SIGHUP');
  await eventually('it reads again', () => terminal.stdout().includes('"outcome":"re-read"'));
  expect(await opens(stage, tokenOf('acme'))).toBe(200);
  await terminal.kill();
  await eventually('it has ended', () =>
    stage.ask('GET', '/livez').then(
      () => false,
      () => true,
    ),
  );
});
