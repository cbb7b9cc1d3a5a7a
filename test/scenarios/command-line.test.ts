import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import type { Ask } from '../../src/operator/cli/command.ts';
import type { Terminal } from '../../src/operator/cli/output.ts';
import { runCommandLine } from '../../src/operator/cli/run.ts';
import { type Sent, scoreAttempt, sendInterview } from '../../testing/interviews.ts';
import { bridgeCommand, untilDelivery, untilNothingIsDue } from '../../testing/operator.ts';
import { createBody, openWorld, secrets, until, type World } from '../../testing/world.ts';

let world: World;
let sent: Sent;
beforeAll(async () => {
  world = await openWorld({ JOBMOJITO_DETAILS: 'false' });
  sent = await sendInterview(world, { email: 'ines@example.test' });
  await scoreAttempt(world, sent);
  await untilDelivery(world, sent, 'acknowledged');
  await untilNothingIsDue(world);
});
afterAll(() => world.close());

describe('status', () => {
  it('says in a sentence that all is well, and when others were last heard of', async () => {
    const { code, lines } = await bridgeCommand(world, 'status');
    expect([code, lines[0]]).toEqual([0, expect.stringMatching(/^All is well at \S+Z: nothing waits\.$/)]);
    expect(lines).toContain('default: 0 waiting, 0 failed, 0 refused, 0 not invited, 0 rejected webhooks');
    const text = lines.join('\n');
    expect(text).toMatch(/^ {2}jobmojito +last answer \S+Z, webhook \S+Z$/m);
    expect(text).toMatch(/^ {2}Workable +last request \S+Z, callback accepted \S+Z$/m);
  });

  it('says of an account without interviews what doctor says', async ({ onTestFinished }) => {
    const fresh = await openWorld();
    onTestFinished(() => fresh.close());
    const { code, text } = await bridgeCommand(fresh, 'status');
    expect([code, text]).toEqual([
      0,
      expect.stringMatching(/^ {2}Workable +the callback token has not been used yet$/m),
    ]);
    expect(text).toMatch(/^ {2}jobmojito +no invitation and no webhook yet$/m);
    expect((await bridgeCommand(fresh, 'doctor')).text).toContain('the callback token has not been used yet');
  });

  it('is one object for programs', async () => {
    const { lines } = await bridgeCommand(world, 'status --json');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      ok: true,
      wrong: [],
      accounts: [{ account: 'default', waiting: 0 }],
    });
  });
});

describe('find', () => {
  it.each<[string, () => string]>([
    ['an e-mail address', () => 'Ines@Example.test'],
    ['an id', () => sent.id],
    ['a callback URL', () => sent.callbackUrl],
    ['a name', () => 'marrero lakita'],
    ['a link to the report', () => resultsUrl(world, sent)],
  ])('by %s', async (_, text) => {
    const { code, lines } = await bridgeCommand(world, ['find', text()]);
    expect([code, lines]).toEqual([
      0,
      [`interview  ${sent.id}  delivered  Workable has "completed".  bridge show ${sent.id}`, '1 in all'],
    ]);
  });

  it('finds accounts, and says when there is nothing', async () => {
    expect((await bridgeCommand(world, 'find default')).lines[0]).toContain('bridge status --account default');
    expect(await bridgeCommand(world, 'find nobody@example.test')).toMatchObject({ code: 1, text: 'none' });
  });
});

function resultsUrl({ workable }: World, { callbackUrl }: Sent): string {
  const put = workable.control.callbacks.find(({ path }) => callbackUrl.endsWith(path));
  return String((put?.body as { results_url?: string } | undefined)?.results_url);
}

describe('tail', () => {
  it('prints what is kept of one interview, and what follows, until it is stopped', async () => {
    const { lines, stop, ended } = tail(['tail', sent.id, '--after', '0']);
    await until('all of the past is printed', () => lines.some((line) => line.includes('delivery acknowledged')));
    await scoreAttempt(world, sent, 9.1);
    await until(
      'the news are printed',
      () => lines.filter((line) => line.includes('delivery acknowledged')).length === 2,
    );
    stop();
    expect(await ended).toBe(0);
    const [, cursor = ''] = /^To go on from here: bridge tail \S+ --after (\S+)$/.exec(lines.at(-1) ?? '') ?? [];
    const resumed = tail(['tail', sent.id, '--after', cursor, '--json']);
    await scoreAttempt(world, sent, 8.2);
    await until('only later ones are printed', () => resumed.lines.some((line) => line.includes('"acknowledged"')));
    resumed.stop();
    expect(await resumed.ended).toBe(0);
    const acknowledged = resumed.lines.filter((line) => line.includes('"acknowledged"'));
    expect(acknowledged.map((line) => JSON.parse(line))).toMatchObject([{ event: 'delivery', interview_id: sent.id }]);
  });

  it('says on a terminal that it waits', async () => {
    const shown: string[] = [];
    const { ended, stop } = tail(['tail'], { showProgress: (text) => void shown.push(text) });
    await until('it waits', () => shown.some((text) => text === 'waiting for the next event; Ctrl-C ends it'));
    stop();
    expect(await ended).toBe(0);
  });

  it('refuses what is no place, and no id', async () => {
    expect(await bridgeCommand(world, 'tail --after rubbish')).toMatchObject({
      code: 2,
      text: expect.stringContaining('--after'),
    });
    expect((await bridgeCommand(world, 'tail nothing')).code).toBe(2);
  });
});

function tail(words: readonly string[], around: Pick<Terminal, 'showProgress'> = {}) {
  const controller = new AbortController();
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  const ended = runCommandLine(words, {
    terminal: { ...around, print, printError: print },
    settings: () => readConfig(world.env, () => ''),
    misspelt: () => [],
    now: world.clock.now,
    userAgent: 'interview-bridge/test',
    stopped: () => controller.signal,
  });
  return { lines, ended, stop: () => controller.abort() };
}

describe('send', () => {
  it('sends a create as Workable, and a webhook as the vendor, and says the answers', async () => {
    const create = JSON.stringify(createBody(world));
    const sentNow = await bridgeCommand(world, 'send -', {}, { input: create });
    expect(sentNow).toMatchObject({
      code: 0,
      lines: ['sent as Workable', expect.stringMatching(/^201 {2}\{"interview_id":/)],
    });
    const webhook = await bridgeCommand(world, 'send - --json', {}, { input: '{"id":7}' });
    expect([webhook.code, JSON.parse(webhook.text)]).toEqual([
      1,
      expect.objectContaining({ as: 'jobmojito', status: 400 }),
    ]);
    await bridgeCommand(world, 'discard --all');
  });

  it('says that the bridge does not answer', async () => {
    const { code, text } = await bridgeCommand(world, 'send -', { PUBLIC_URL: 'http://127.0.0.1:9' }, { input: '{}' });
    expect([code, text]).toEqual([1, expect.stringMatching(/^The bridge at http:\/\/127\.0\.0\.1:9 does not answer/)]);
  });
});

describe('init', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bridge-init-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function init(words: readonly string[], { ask, input = '' }: { ask?: Ask; input?: string } = {}) {
    const lines: string[] = [];
    const print = (line: string) => void lines.push(line);
    const code = await runCommandLine(['init', ...words], {
      terminal: { print, printError: print },
      settings: () => {
        throw new Error('There are no settings');
      },
      misspelt: () => [],
      now: Date.now,
      userAgent: 'interview-bridge/test',
      readInput: async () => input,
      env: {},
      ...(ask ? { ask } : {}),
    });
    return { code, text: lines.join('\n') };
  }

  const given = `WORKABLE_CALLBACK_TOKEN=${secrets.callbackToken}\nJOBMOJITO_API_KEY=${secrets.apiKey}`;

  it('makes what is missing, writes it for this user alone, and never over a file', async () => {
    const path = join(folder, 'settings');
    const words = [`PUBLIC_URL=${world.url}`, '--file', path, '--secrets-file', '-'];
    const done = await init(words, { input: given });
    expect([done.code, done.text]).toEqual([
      0,
      expect.stringContaining(`webhook URL     ${world.url}/webhooks/jobmojito`),
    ]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const text = readFileSync(path, 'utf8');
    expect(text).toMatch(/^DATA_KEY=.{43}$/m);
    expect(await init(words, { input: given })).toMatchObject({
      code: 2,
      text: expect.stringContaining('exists already'),
    });
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('asks at a terminal, again where an answer cannot be right, and doctor takes what it wrote', async () => {
    const path = join(folder, 'asked');
    const answers = ['prvider', 'provider', '', 'no url', world.url, secrets.callbackToken, secrets.apiKey];
    const questions: string[] = [];
    const done = await init(['--file', path], {
      ask: async (question) => {
        questions.push(question);
        return answers.shift() ?? '';
      },
    });
    expect([done.code, questions.length, answers]).toEqual([0, 7, []]);
    expect(done.text).toContain('Did you mean provider?');
    const lines = readFileSync(path, 'utf8').split('\n');
    const written = lines.flatMap((line) => (/^[A-Z]/.test(line) ? [line.split(/=(.*)/s).slice(0, 2)] : []));
    const settings = { ...Object.fromEntries(written), DATA_KEY: undefined };
    expect(readConfig(settings, () => '').publicUrl).toBe(world.url);
  });

  it('makes no token of the provider door where the stage door alone is wanted, and asks for none', async () => {
    const path = join(folder, 'stage');
    const words = ['--door', 'stage', `PUBLIC_URL=${world.url}`, '--file', path];
    const { code, text } = await init(words);
    expect([code, text]).toEqual([2, expect.stringMatching(/lines WORKABLE_API_TOKEN=…, JOBMOJITO_API_KEY=…$/)]);
    const input = `WORKABLE_API_TOKEN=${secrets.callbackToken}\nJOBMOJITO_API_KEY=${secrets.apiKey}`;
    expect((await init([...words, '--secrets-file', '-'], { input })).code).toBe(0);
    expect(readFileSync(path, 'utf8')).not.toMatch(/PROVIDER_TOKEN|CALLBACK_TOKEN/);
  });

  it('says what to type where there is no terminal, and writes nothing', async () => {
    const path = join(folder, 'none');
    const { code, text } = await init(['VENDOR=http', '--file', path]);
    expect([code, text]).toEqual([
      2,
      expect.stringMatching(/bridge init VENDOR=http PUBLIC_URL=… VENDOR_URL=… --file .*VENDOR_TOKEN=…/),
    ]);
    expect(() => statSync(path)).toThrow();
  });
});
