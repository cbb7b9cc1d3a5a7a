import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listen } from '../../sandbox/listen.ts';
import { linkVendor } from '../../src/vendors/http/link.ts';
import { type Child, watch } from '../../testing/child.ts';
import { freePort } from '../../testing/free-port.ts';
import { until } from '../../testing/world.ts';

const guide = readFileSync('docs/connect-your-platform.md', 'utf8');
const tools = ['bash', 'curl', 'openssl'].filter((name) => spawnSync(name, ['--help']).error);
const python = ['python3', 'python'].find((name) => spawnSync(name, ['--version']).stdout?.includes('Python 3'));

/** The block of the guide with these words in it. */
function block(language: string, words: string): string {
  const blocks = [...guide.matchAll(/^( *)```(\w+)\n(.*?)^ *```$/gms)];
  const [, indent = '', , text] =
    blocks.find(([, , kind, text]) => kind === language && text?.includes(words)) ??
    expect.fail(`The guide has no such block: ${words}`);
  return (text ?? '').replaceAll(new RegExp(`^${indent}`, 'gm'), '');
}

const isReading = 'set -a; . ./.env; set +a\n';
const program = join(process.cwd(), 'src/main.ts');

/** The guide as it is written, but for what is a matter of the machine: ports, and where files lie. */
describe.skipIf(tools.length > 0)('the guide for vendors', () => {
  let example: Child;
  let sandbox: Child;
  let settings: Record<string, string>;
  let folder: string;
  let recruiter: string;
  let interviewId: string;
  let link: string;
  const running: Child[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guide-'));
    const [, writing = ''] = block('sh', 'git clone').split('npm install\n');
    spawnSync('bash', ['-c', writing], { cwd: folder });
    const port = await freePort();
    const written = parseEnv(readFileSync(join(folder, '.env'), 'utf8')) as Record<string, string>;
    settings = { ...written, VENDOR_URL: `http://localhost:${port}` };
    example = sh(block('sh', 'node server.mjs'), { PORT: String(port), STORE: join(folder, 'interviews.json') });
    await until('the example listens', () => example.stdout().includes('Listening') || example.exit());
    sandbox = open(['sandbox', '--own-vendor']);
    await until('the bridge listens', () => sandbox.stdout().includes('The log follows') || sandbox.exit());
    const shown = (name: string) => new RegExp(`^${name} +(http\\S+)`, 'm').exec(sandbox.stdout())?.[1];
    recruiter = shown('The recruiter') ?? expect.fail(sandbox.stdout() + sandbox.stderr());
    const own = parseEnv(readFileSync(join(folder, 'data/own-vendor/env'), 'utf8')) as Record<string, string>;
    settings = { ...own, ...settings };
  });
  afterAll(async () => {
    for (const { pid, exit } of running) if (!exit()) process.kill(-pid);
    await sandbox.exited;
  });

  /** The bridge, in the folder of the settings. */
  function open(words: string[]): Child {
    const child = watch(
      spawn(
        join(process.cwd(), 'node_modules/.bin/tsx'),
        ['--tsconfig', join(process.cwd(), 'tsconfig.json'), program, ...words],
        {
          cwd: folder,
          env: { ...process.env, ...settings },
          detached: true,
        },
      ),
    );
    running.push(child);
    return child;
  }

  /** In a terminal of its own, with the settings. */
  function sh(text: string, more: Record<string, string> = {}): Child {
    const own = text.replaceAll('http://localhost:8080', settings.PUBLIC_URL ?? '').replace(isReading, '');
    const env = { PATH: process.env.PATH, HOME: folder, ...settings, ...more };
    // A terminal expands aliases.
    const child = watch(spawn('bash', ['-c', `shopt -s expand_aliases\n${own}`], { env, detached: true }));
    running.push(child);
    return child;
  }

  async function outputOf(text: string): Promise<string> {
    const child = sh(text);
    expect(await child.exited, child.stderr()).toMatchObject({ code: 0 });
    return child.stdout();
  }

  const filled = (text: string) => text.replaceAll('<interview_id>', interviewId).replaceAll('<the link>', link);
  const page = async (url: string) => (await fetch(url)).text();

  /** As Workable has it. */
  async function known() {
    const headers = { authorization: `Bearer ${settings.WORKABLE_PROVIDER_TOKEN}` };
    const answer = await fetch(`${settings.PUBLIC_URL}/interviews/${interviewId}`, { headers });
    return (await answer.json()) as { status: string; results_url: string; interview: { score?: string } };
  }

  const scored = (score: string) =>
    until(`the score is ${score}`, async () => {
      const { status, interview } = await known();
      return status === 'completed' && interview.score === score && interview;
    });

  function newestLink(): string {
    return [...example.stdout().matchAll(/Invited: (\S+)/g)].at(-1)?.[1] ?? expect.fail('nobody was invited');
  }

  test('3: an interview is sent, taken, and has its result', async () => {
    expect(await page(recruiter)).toContain('Customer support, first conversation');
    const body = new URLSearchParams({ template: 'support', job_title: 'Operations Manager', first_name: 'Ana' });
    body.append('email', 'ana@example.test');
    const sent = await fetch(`${recruiter}play/send`, { method: 'POST', body });
    interviewId = /interview (default_[\w-]+)/.exec(await sent.text())?.[1] ?? expect.fail('it was not created');
    link = newestLink();
    expect(await outputOf(filled(block('sh', 'curl -sS <the link>')))).toContain('"summary":"Calm and precise."');
    expect(await scored('78')).toMatchObject({
      summary: 'Calm and precise.',
      details: { 'Reasons to hire': { 1: 'Listens' } },
    });
    await until('Workable has the result', async () => (await page(recruiter)).includes('Calm and precise.'));
    expect((await fetch((await known()).results_url)).status).toBe(200);
  });

  test('3: a candidate who is dragged to a stage is invited, and the result is on the timeline', async () => {
    const board = /^The recruiter's board +(http\S+)/m.exec(sandbox.stdout())?.[1] ?? expect.fail(sandbox.stdout());
    // Those who stand there before the bridge has looked are not invited.
    const headers = { authorization: `Bearer ${settings.OPERATOR_TOKEN}` };
    const triggers = async () => (await fetch(`${settings.PUBLIC_URL}/api/v1/triggers`, { headers })).text();
    await until('the bridge knows who stands there', async () => (await triggers()).includes('"is_ready":true'));
    const id = /candidates\/(\w+)/.exec(await page(board))?.[1] ?? expect.fail('the board has no candidate');
    const before = newestLink();
    const body = new URLSearchParams({ id, stage: 'ai-interview' });
    await fetch(`${board}play/move`, { method: 'POST', body }).then((answer) => answer.text());
    await until('the candidate is invited', () => newestLink() !== before);
    const result = JSON.stringify({ status: 'completed', score: { value: 91, max: 100 } });
    await fetch(newestLink(), { method: 'POST', body: result }).then((answer) => answer.text());
    await until('the result is there', async () => (await page(`${board}candidates/${id}`)).includes('91 %'));
  });

  test('3: commands and calls reach the bridge of the sandbox', async () => {
    const calls = block('sh', 'data/own-vendor/env').split('\n');
    expect(calls.slice(0, 2)).toEqual(['set -a; . ./data/own-vendor/env; set +a', 'npm run bridge -- interviews']);
    const listed = open(['interviews']);
    await listed.exited;
    expect(listed.stdout()).toContain(interviewId);
    expect(await outputOf(calls[2] ?? '')).toContain('{"id":"support","name":"Customer support, first conversation"}');
  });

  test('4: a server is asked as the bridge does', async () => {
    const answers = (await outputOf(block('sh', 'alias vendor'))).split(/^(?=HTTP)/m);
    expect(answers.map((answer) => answer.slice(9, 12))).toEqual(['200', '201', '200', '200', '204']);
    const [first, again] = answers.slice(1).map((answer) => answer.split('\r\n\r\n')[1]?.trim());
    expect(again).toBe(first);
  });

  test('4: check-vendor finds nothing wrong', async () => {
    expect(await outputOf(block('sh', 'check-vendor $VENDOR_URL\n'))).toMatch(
      /^[56]\d passed, 0 failed, \d+ not applicable$/m,
    );
  });

  test('5: a result is proven by the secret', async () => {
    const answer = await outputOf(filled(block('sh', 'Bearer $VENDOR_WEBHOOK_SECRET')));
    expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    await scored('81');
  });

  const content = (value: number) => ({
    interview_id: interviewId,
    interview: { status: 'completed', score: { value, max: 100 } },
  });

  /** Calls `notify` of the guide, which prints the status. */
  async function notified(language: 'js' | 'python', origin: string, value: number): Promise<string> {
    const words = [`${origin}/webhooks/http`, JSON.stringify(content(value)), settings.VENDOR_WEBHOOK_SECRET ?? ''];
    const inJs = 'console.log(await notify(process.argv[1], JSON.parse(process.argv[2]), process.argv[3]));';
    const inPython = '\nimport sys\nprint(notify(sys.argv[1], json.loads(sys.argv[2]), sys.argv[3]))\n';
    const started =
      language === 'js'
        ? spawn(process.execPath, ['--input-type=module', '-e', block('js', 'notify(') + inJs, '--', ...words])
        : spawn(python ?? '', ['-c', block('python', 'def notify') + inPython, ...words]);
    const child = watch(started);
    await child.exited;
    return child.stdout() + child.stderr();
  }

  test('5: a result is signed in JavaScript', async () => {
    expect(await notified('js', settings.PUBLIC_URL ?? '', 82)).toBe('200\n');
    await scored('82');
  });

  test.skipIf(!python)('5: a result is signed in Python', async () => {
    expect(await notified('python', settings.PUBLIC_URL ?? '', 83)).toBe('200\n');
    await scored('83');
  });

  test.skipIf(!python)('5: each of them says that it is JSON', async () => {
    const { server, origin, close } = await listen({});
    const types: unknown[] = [];
    server.on('request', (request, response) => {
      types.push(request.headers['content-type']);
      request.resume().on('end', () => response.end('{}'));
    });
    await notified('js', origin, 82);
    await notified('python', origin, 82);
    const curl = sh(filled(block('sh', 'Bearer $VENDOR_WEBHOOK_SECRET')), { PUBLIC_URL: origin });
    await curl.exited;
    await close();
    expect(types).toEqual(Array.from({ length: 3 }, () => 'application/json'));
  });

  test.skipIf(!python)('4: the signature of a link is checked', async () => {
    const secret = settings.VENDOR_WEBHOOK_SECRET ?? '';
    const pattern = {
      link: 'https://you.example/{interview_id}?s={signature}',
      webhookSecrets: [secret, 'an older one'],
    };
    const invitation = { interviewId: 'a_1', templateId: 't', candidate: { email: 'ana@example.test' }, expiresAt: 0 };
    const { link: made } = await linkVendor({ ...pattern, templates: [] }).invite(invitation);
    const right = new URL(made ?? '').searchParams.get('s') ?? '';
    const ask =
      'console.log([[0, 1], [0, 2], [1, 1]].map(([a, b]) => isOurs(["a_1", "a_2"][a], process.argv[b], process.argv[3])).join());';
    const inJs = ['--input-type=module', '-e', block('js', 'isOurs') + ask, '--', right, 'x', secret];
    const asked =
      '\nimport sys\nv = sys.argv\nprint([is_ours("a_1", v[1], v[3]), is_ours("a_1", v[2], v[3]), is_ours("a_2", v[1], v[3])])';
    const inPython = ['-c', block('python', 'is_ours') + asked, right, 'x', secret];
    const said = (program: string, words: string[]) => spawnSync(program, words, { encoding: 'utf8' });
    expect(said(process.execPath, inJs)).toMatchObject({ stdout: 'true,false,false\n', stderr: '' });
    expect(said(python ?? '', inPython)).toMatchObject({ stdout: '[True, False, False]\n', stderr: '' });
  });

  test('5: check-vendor sees webhooks', async () => {
    const port = await freePort();
    const text = block('sh', '--wait 600').replaceAll('9000', String(port));
    const checking = sh(text.replace(/webhook-secret(?=[)\n])/g, join(folder, 'webhook-secret')));
    const told = () => /Take the interview now, at (\S+):/.exec(checking.stderr())?.[1];
    await until('the kit has invited its candidate', () => told() ?? checking.exit());
    const own = told() ?? expect.fail(checking.stderr());
    const result = { status: 'completed', score: { value: 84, max: 100 } };
    expect((await fetch(own, { method: 'POST', body: JSON.stringify(result) })).status).toBe(200);
    await checking.exited;
    expect(checking.stdout()).toMatch(/^[678]\d passed, 0 failed, \d+ not applicable$/m);
    expect(checking.stdout()).toContain('pass V96');
  });
});
