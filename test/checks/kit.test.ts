import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it, test } from 'vitest';
import { type Listening, listen } from '../../sandbox/listen.ts';
import { ClauseBroken, type ClauseGroup } from '../../src/checks/clause.ts';
import { runKit } from '../../src/checks/kit.ts';
import { checkProvider } from '../../src/checks/provider/check-provider.ts';
import { openReceiver } from '../../src/checks/receiver.ts';
import { checkVendor, type VendorCheckOptions } from '../../src/checks/vendor/check-vendor.ts';
import { limits } from '../../src/limits.ts';
import { outputTo } from '../../testing/check-output.ts';

const token = 'a-token/of-tests';
const pace = { callMs: 500, pollMs: 20, settleMs: 100 };
const servers: Listening[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ close }) => close()));
});

type Serve = (request: IncomingMessage, response: ServerResponse, body: string) => void;

async function serve(answer: Serve): Promise<string> {
  const listening = await listen({});
  servers.push(listening);
  listening.server.on('request', async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    answer(request, response, Buffer.concat(chunks).toString('utf8'));
  });
  return listening.origin;
}

const both = { vendor: checkVendor, provider: checkProvider };
const kits = ['vendor', 'provider'] as const;

async function run(kit: keyof typeof both, options: Partial<VendorCheckOptions>, callMs = pace.callMs) {
  const lines: string[] = [];
  const errors: string[] = [];
  const given = { url: 'http://127.0.0.1:9', userAgent: 'interview-bridge/test', token, ...options };
  const code = await both[kit](given, outputTo(lines, errors), { ...pace, callMs });
  return { code, text: lines.join('\n'), errors: errors.join('\n') };
}

describe.each(kits)('wrong use of the kit: %s', (kit) => {
  it.each([
    [{ url: 'example.com' }, 'The address should begin with https://, or with http:// where it is on this machine'],
    [{ url: 'localhost:4100' }, 'The address should begin with https://, or with http:// where it is on this machine'],
    [
      { url: 'ftp://example.com' },
      'The address should begin with https://, or with http:// where it is on this machine',
    ],
    [{ url: 'http://example.com' }, 'The address should begin with https://'],
    [{ url: 'https://me:secret@example.com' }, 'no user or password'],
    [{ url: 'https://example.com/?token=1' }, 'should end before "?" and "#"'],
    [{ token: undefined }, 'Name the file with the token (--token-file) or set BRIDGE_CHECK_TOKEN'],
    [{ token: 'two words' }, 'BRIDGE_CHECK_TOKEN should hold one line'],
    [{ tokenFile: '/no/such/file' }, '--token-file: the file cannot be read (ENOENT)'],
    [{ wait: 'long' }, '--wait should be a whole number from 0 to 3600'],
    [{ wait: '9999' }, '--wait should be a whole number from 0 to 3600'],
    [{ port: '70000' }, '--port should be a whole number from 0 to 65535'],
    [{ email: 'nobody' }, '--email should be an e-mail address'],
    [{ email: 'a+b@example.test' }, '--email should be an e-mail address without "+"'],
    [{ only: 'X99' }, '--only: there is no clause X99'],
    [{ junit: '/no/such/folder/report.xml' }, '--junit: the file cannot be written (ENOENT)'],
  ])('%j is refused before anything is called', async (options, message) => {
    const { code, text, errors } = await run(kit, { notifyUrl: 'http://127.0.0.1:1', ...options });
    expect({ code, text }).toEqual({ code: 2, text: '' });
    expect(errors).toContain(message);
  });
});

test('plain http to another machine is called with --insecure', async () => {
  const { code } = await run('vendor', { url: 'http://bridge-check.invalid', insecure: true, only: 'V01' });
  expect(code).toBe(1);
});

test('the token is read from a file, without the white space around it', async () => {
  const seen = new Set<string | undefined>();
  const url = await serve((request, response) => {
    seen.add(request.headers.authorization);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"templates": []}');
  });
  const tokenFile = join(await mkdtemp(join(tmpdir(), 'bridge-check-')), 'token');
  await writeFile(tokenFile, '  from-the-file\n');
  await run('vendor', { url, tokenFile, only: 'V10' });
  expect([...seen]).toEqual(['Bearer from-the-file']);
});

test('it says who will be invited before anything is called', async () => {
  const calls: string[] = [];
  const errors: string[] = [];
  const url = await serve((request, response) => {
    calls.push(`${request.method}`);
    response.writeHead(500).end();
  });
  const output = outputTo([], errors);
  const printError = (line: string): void => {
    expect(calls).toEqual([]);
    output.printError(line);
  };
  const options = { url, userAgent: 'test', token, email: 'me@example.test', only: 'V01' };
  await checkVendor(options, { ...output, printError }, pace);
  expect(errors.join('\n')).toContain('"Kit Check" <me@example.test>');
});

describe.each(kits)('a server that is hard to bear: %s', (kit) => {
  it('that never answers is left alone after a few calls', async () => {
    let calls = 0;
    const url = await serve(() => {
      calls += 1;
    });
    const { code, text } = await run(kit, { url });
    expect(code).toBe(1);
    expect(calls).toBeLessThanOrEqual(limits.silentCallsOfCheck + 5);
    expect(text).toContain('no complete answer within 0.5 s');
  });

  it('that repeats the token is found, and the token is not shown', async () => {
    const url = await serve((request, response) => {
      const said = JSON.stringify({ status: 400, message: request.headers.authorization ?? '', token });
      // PHP spells a slash within JSON so.
      response.writeHead(400, { 'content-type': `text/${token}` }).end(said.replaceAll('/', '\\/'));
    });
    for (const json of [true, false]) {
      const { code, text, errors } = await run(kit, { url, json });
      expect(code).toBe(1);
      expect(text).toContain('[secret]');
      expect(text + errors).not.toContain(token);
      expect(text + errors).not.toContain('of-tests');
    }
  });

  it('that redirects is not followed', async () => {
    let isReached = false;
    const elsewhere = await serve((_request, response) => {
      isReached = true;
      response.end('{}');
    });
    const url = await serve((_request, response) => response.writeHead(302, { location: elsewhere }).end());
    expect((await run(kit, { url })).code).toBe(1);
    expect(isReached).toBe(false);
  });

  it('that sends more than anyone reads is cut off', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(1024 * 1024)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    const only = kit === 'vendor' ? 'V01' : 'P01';
    const { code, text } = await run(kit, { url, only }, 30_000);
    expect(code).toBe(1);
    expect(text).toContain(`the answer is larger than ${limits.vendorAnswerBytes} bytes`);
  });

  it('whatever it answers, the kit has a result', async () => {
    const names = ['templates', 'interview_templates', 'status', 'interview_id', 'id', 'name', 'invited_by', 'message'];
    const part = fc.jsonValue({ maxDepth: 2 });
    const answers = fc.record({
      status: fc.constantFrom(200, 200, 200, 201, 204, 302, 400, 404, 409, 500),
      body: fc.oneof(fc.dictionary(fc.constantFrom(...names), part), part, fc.constant('\u001b[31m not json')),
      rows: fc.array(fc.oneof(part, fc.record({ id: fc.constantFrom('a', 'b'), name: fc.constant('A') }))),
    });
    await fc.assert(
      fc.asyncProperty(answers, async ({ status, body, rows }) => {
        const url = await serve((request, response) => {
          const isList = /templates$/.test(request.url ?? '');
          const said = isList ? { templates: rows, interview_templates: rows } : body;
          const text = status === 204 ? '' : JSON.stringify(said);
          response.writeHead(isList ? 200 : status, { 'content-type': 'application/json' }).end(text);
        });
        expect([0, 1]).toContain((await run(kit, { url, wait: '0' })).code);
      }),
      { numRuns: 25 },
    );
  });
});

describe('a report', () => {
  const nasty = '\u001b[2J<b>&"\u202e\u0000';
  const groups: readonly ClauseGroup<undefined>[] = [
    {
      title: 'A <group>',
      docs: 'docs/page.md',
      clauses: [clause('X1', () => undefined), clause('X2', brokenBy(nasty))],
    },
  ];

  it('of JUnit is XML in which nothing foreign is markup', async () => {
    const junit = join(await mkdtemp(join(tmpdir(), 'bridge-check-')), 'report.xml');
    expect(await runOver(groups, { junit })).toMatchObject({ code: 1 });
    const xml = await readFile(junit, 'utf8');
    expect(xml).toContain('<testsuites name="bridge check-vendor" tests="2" failures="1">');
    expect(xml).toContain('<testsuite name="A &lt;group&gt;" tests="2" failures="1" skipped="0">');
    expect(xml).toContain('came: \\u001b[2J&lt;b&gt;&amp;&quot;\\u202e\\u0000');
    expect(xml.match(/[^\P{Cc}\n]/gu)).toBeNull();
  });

  it('of JSON is one document', async () => {
    const { lines } = await runOver(groups, { json: true });
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      kit: 'check-vendor',
      url: 'http://127.0.0.1:9',
      summary: { passed: 1, failed: 1, notApplicable: 0 },
      clauses: [
        expect.objectContaining({ id: 'X1', result: 'pass', group: 'A <group>', docs: 'docs/page.md' }),
        expect.objectContaining({ id: 'X2', result: 'fail', came: nasty, expected: 'something else', why: 'why X2' }),
      ],
      notes: ['It is closed'],
    });
  });

  it('for people says of a failure what came, what was expected, why, and where it is written', async () => {
    const { lines } = await runOver(groups, {});
    expect(lines).toEqual([
      'A <group>',
      '  pass X1 title of X1',
      '  FAIL X2 title of X2',
      `           came:     ${nasty}`,
      '           expected: something else',
      '           why:      why X2',
      '           docs:     docs/page.md',
      '',
      'It is closed',
      '1 passed, 1 failed, 0 not applicable',
    ]);
  });

  it('shortens what a server said', async () => {
    const long = [{ title: 'A', docs: 'docs/page.md', clauses: [clause('X1', brokenBy('x'.repeat(5000)))] }];
    const { lines } = await runOver(long, {});
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(600);
  });

  it('is none where the kit itself fails', async () => {
    const crash = () => {
      throw new TypeError('a fault of ours');
    };
    const { code, lines, errors } = await runOver(
      [{ title: 'A', docs: 'docs/page.md', clauses: [clause('X1', () => undefined), clause('X2', crash)] }],
      { json: true },
    );
    expect({ code, lines }).toEqual({ code: 3, lines: [] });
    expect(errors.join('\n')).toContain('The kit itself failed at X2\nTypeError: a fault of ours');
    expect(errors.join('\n')).toContain('says nothing about the server');
  });
});

test('what is sent to the kit is bounded', async () => {
  const receiver = await openReceiver({ port: 0, host: '127.0.0.1', answer: () => ({ status: 200 }) });
  const post = async (body: string) => {
    const answer = await fetch(`http://127.0.0.1:${receiver.port}/`, { method: 'POST', body }).catch(() => undefined);
    return answer?.status;
  };
  expect(await post('x'.repeat(limits.bodyBytes + 1))).not.toBe(200);
  for (let sent = 0; sent < limits.receivedByCheck; sent += 1) expect(await post('{}')).toBe(200);
  expect(await post('{}')).toBe(503);
  expect(receiver.received).toHaveLength(limits.receivedByCheck);
  await receiver.close();
});

function clause(id: string, check: () => void) {
  return { id, title: `title of ${id}`, why: `why ${id}`, check };
}

function brokenBy(came: string) {
  return () => {
    throw new ClauseBroken(came, 'something else');
  };
}

async function runOver(groups: readonly ClauseGroup<undefined>[], options: { json?: boolean; junit?: string }) {
  const lines: string[] = [];
  const errors: string[] = [];
  const open = async () => ({
    subject: undefined,
    url: 'http://127.0.0.1:9',
    secrets: [],
    close: async () => ['It is closed'],
  });
  const kit = { name: 'check-vendor', groups, open } as const;
  const code = await runKit(kit, { url: '', userAgent: 'test', ...options }, outputTo(lines, errors));
  return { code, lines, errors };
}
