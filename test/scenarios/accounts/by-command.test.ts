import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { found } from '../../../testing/canaries.ts';
import { putsOf, type Sent, scoreAttempt, sendInterview } from '../../../testing/interviews.ts';
import { bridgeCommand, type CommandResult } from '../../../testing/operator.ts';
import { resultOf } from '../../../testing/payloads.ts';
import { peek } from '../../../testing/peek.ts';
import { minute } from '../../../testing/times.ts';
import { createBody, openWorld, secrets, until, type World } from '../../../testing/world.ts';

const webhookSecret = 'webhook-secret-of-acme-4711';
const dataKey = 'a-data-key-of-32-characters-00000';
const written = {
  JOBMOJITO_API_KEY: secrets.apiKey,
  JOBMOJITO_WEBHOOK_SECRET: webhookSecret,
  WORKABLE_CALLBACK_TOKEN: secrets.callbackToken,
};

let world: World;
let directory: string;
/** What every command printed, but for provider tokens, which are to be printed. */
const printed: string[] = [];
const tokens: string[] = [];

beforeAll(async () => {
  world = await openWorld({ DATA_KEY: dataKey, JOBMOJITO_DETAILS: 'false' });
  directory = await mkdtemp(join(tmpdir(), 'accounts-'));
});
afterAll(async () => {
  await world.close();
  await rm(directory, { recursive: true, force: true });
});

async function type(words: string, input?: string): Promise<CommandResult> {
  const result = await bridgeCommand(world, words, {}, input === undefined ? {} : { input });
  tokens.push(...(result.text.match(/wpt_[\w-]{43}/g) ?? []));
  printed.push(result.text.replaceAll(/wpt_[\w-]{43}/g, 'a token'));
  return result;
}

/** Of the only object that a command prints. */
async function dataOf(words: string, input?: string) {
  const { code, lines, text } = await type(`${words} --json`, input);
  expect([code, lines.length, text]).toEqual([0, 1, expect.any(String)]);
  return JSON.parse(text);
}

async function stateOf(name: string): Promise<string | undefined> {
  const { lines } = await type('accounts --json');
  return lines.map((line) => JSON.parse(line)).find((each) => each.name === name)?.state;
}

const create = (token: string, changes = {}) =>
  world.ask('POST', '/interviews', {
    headers: { authorization: `Bearer ${token}` },
    body: createBody(world, changes),
  });

const lists = (token: string) =>
  world
    .ask('GET', '/interview-templates', { headers: { authorization: `Bearer ${token}` } })
    .then(({ status }) => status);

/** Another process made the change: the bridge sees it within moments. */
const untilListed = (token: string, status: number) =>
  until(`a token is answered ${status}`, async () => (await lists(token)) === status);

function sendResult(sent: Sent) {
  return world.ask('POST', '/webhooks/jobmojito', {
    headers: { authorization: `Bearer ${webhookSecret}` },
    body: resultOf(sent),
  });
}

const linesOfSecrets = Object.entries(written)
  .map(([name, value]) => `${name}=${value}`)
  .join('\n');

describe.sequential('an account that a command makes', () => {
  let token: string;

  it('is refused while a secret stands on the command line, and the reason does not repeat it', async () => {
    const { code, text } = await type(`accounts create acme JOBMOJITO_API_KEY=${secrets.apiKey} LANGUAGE=de`);
    expect([code, text]).toEqual([2, expect.stringMatching(/^JOBMOJITO_API_KEY is a secret: .*--secrets-file/)]);
    expect(await stateOf('acme')).toBeUndefined();
  });

  it('serves Workable in the running bridge with the token that was printed', async () => {
    const path = join(directory, 'secrets');
    await writeFile(path, `# of acme\r\n\r\n${linesOfSecrets}\r\n`);
    const { code, lines } = await type(`accounts create acme LANGUAGE=de --secrets-file ${path}`);
    expect([code, lines]).toEqual([
      0,
      [
        'acme: created',
        expect.stringMatching(/^provider token {12}wpt_[\w-]{43}$/),
        `base URL for Workable     ${world.url}`,
        `webhooks of the vendor    ${world.url}/webhooks/jobmojito`,
        expect.stringMatching(/shown this once/),
      ],
    ]);
    token = tokens.at(-1) ?? '';
    await untilListed(token, 200);
    const sent = await sendInterview(world, { providerToken: token });
    expect(sent.id).toMatch(/^acme_/);
    expect((await sendResult(sent)).status).toBe(200);
    await world.workable.control.waitFor(sent.callbackUrl);
  });

  it('gets a create that a command sends with one of its tokens', async () => {
    const path = join(directory, 'token');
    await writeFile(path, `${token}\n`);
    const body = JSON.stringify(createBody(world));
    expect(await type('send - --account acme', body)).toMatchObject({
      code: 2,
      text: expect.stringMatching(/^Of the provider tokens of acme only digests are kept: .*--token-file/),
    });
    expect(await type(`send - --account acme --token-file ${path}`, body)).toMatchObject({
      code: 0,
      lines: ['sent as Workable', expect.stringMatching(/^201 {2}\{"interview_id":"acme_/)],
    });
  });

  it('is listed and shown with its secrets masked', async () => {
    const { lines } = await type('accounts');
    expect(lines).toEqual([
      expect.stringMatching(/^acme {2}managed {2}active {2}jobmojito {2}\d{4}-\S+Z$/),
      expect.stringMatching(/^default {2}environment {2}active {2}jobmojito$/),
      '2 in all',
    ]);
    expect((await type('accounts list')).lines).toEqual(lines);
    const ends = `…${webhookSecret.slice(-4)}`;
    expect((await type('accounts show acme')).text).toMatch(
      new RegExp(
        `^account +acme\\n.*JOBMOJITO_WEBHOOK_SECRET +\\(secret\\) ${ends}\\n.*pt_\\S+ +…${token.slice(-4)}`,
        's',
      ),
    );
    expect(await dataOf('accounts show acme')).toMatchObject({
      state: 'active',
      settings: { LANGUAGE: 'de', JOBMOJITO_WEBHOOK_SECRET: { set: true, ends } },
      provider_tokens: [{ id: expect.stringMatching(/^pt_/), ends: `…${token.slice(-4)}` }],
      webhook_url: `${world.url}/webhooks/jobmojito`,
      errors: [],
      missing: [],
    });
  });

  it('is changed by set and unset', async () => {
    expect((await type('accounts set acme LANGUAGE=fr RETENTION=30d')).text).toBe('acme: set LANGUAGE, RETENTION');
    expect((await type('accounts unset acme RETENTION')).text).toBe('acme: unset RETENTION');
    const { settings } = await dataOf('accounts show acme');
    expect([settings.LANGUAGE, settings.RETENTION]).toEqual(['fr', undefined]);
  });

  it('answers creates 503 while it is paused, and delivers what waited once it is resumed', async () => {
    const sent = await sendInterview(world, { providerToken: token });
    expect((await type('pause acme')).text).toBe('acme: paused. Creates are answered 503, and results wait');
    const refused = await until('a create is refused', async () => {
      const answer = await create(token);
      return answer.status === 503 && answer;
    });
    expect(refused.headers.get('retry-after')).not.toBeNull();
    expect((await sendResult(sent)).status).toBe(200);
    // While this one arrives, that of the paused account would too.
    const other = await sendInterview(world);
    await scoreAttempt(world, other);
    await world.workable.control.waitFor(other.callbackUrl);
    expect(putsOf(world, sent)).toEqual([]);
    expect(await stateOf('acme')).toBe('paused');
    expect((await type('doctor')).lines.filter((line) => line.includes('acme'))).toEqual([
      'ok     acme: paused: nothing goes out, and creates are answered 503. "bridge resume" ends it',
      expect.stringMatching(/acme: Workable last accepted a callback/),
    ]);

    expect((await type('resume acme')).code).toBe(0);
    await world.workable.control.waitFor(sent.callbackUrl);
    expect(
      (
        await until('a create is taken', async () => {
          const answer = await create(token);
          return answer.status === 201 && answer;
        })
      ).body.interview_id,
    ).toMatch(/^acme_/);
  });

  it('has a token rotated without a moment in which none is valid', async () => {
    const { provider_token: second } = await dataOf('accounts token acme');
    expect((await type('accounts show acme')).text).toMatch(/pt_\S+ {2}…\S{4} {2}made \S+Z, not used yet$/m);
    await untilListed(second, 200);
    expect(await lists(token)).toBe(200);
    await until('it is shown that Workable uses the new one', async () => {
      const [, made] = (await dataOf('accounts show acme')).provider_tokens;
      return made.first_used_at !== undefined;
    });
    const { text } = await type('accounts show acme');
    expect(text.match(/made \S+Z, used by Workable since \S+Z$/gm)).toHaveLength(2);
    const [old] = (await dataOf('accounts show acme')).provider_tokens;
    expect((await type(`accounts retire-token acme ${old.id}`)).text).toBe(`${old.id}: retired. 1 left`);
    await untilListed(token, 401);
    expect(await lists(second)).toBe(200);
    expect((await type(`accounts retire-token acme ${old.id}`)).code).toBe(1);
    token = second;
  });

  it('has what was done in its history, with who did it and without values', async () => {
    const { lines } = await type('history --account acme');
    const texts = lines.slice(0, -1).map((line) => line.split('  ').slice(2).join('  '));
    const by = ', by the command line';
    expect(texts.toReversed()).toEqual([
      `created with JOBMOJITO_API_KEY, JOBMOJITO_WEBHOOK_SECRET, LANGUAGE, WORKABLE_CALLBACK_TOKEN${by}`,
      `changed LANGUAGE, RETENTION${by}`,
      `changed RETENTION${by}`,
      `paused${by}`,
      `resumed${by}`,
      expect.stringMatching(/^made provider token pt_\S+, by the command line$/),
      expect.stringMatching(/^retired provider token pt_\S+, by the command line$/),
    ]);
  });

  it('is removed with all that is stored of it, but for its name among the versions', async () => {
    const open = await sendInterview(world, { providerToken: token });
    const gentle = await type('accounts remove acme --yes');
    expect([gentle.code, gentle.text]).toEqual([1, expect.stringMatching(/has open interviews.*--force/)]);
    expect((await type('accounts remove acme --force --erase')).lines).toEqual([
      expect.stringMatching(/^acme: would be removed, with \d interviews; those that are open are cancelled; all data/),
      'Nothing was done. To remove it: bridge accounts remove acme --force --erase --yes',
    ]);
    expect(await lists(token)).toBe(200);
    expect((await type('accounts remove acme --force --erase --yes')).code).toBe(0);
    await untilListed(token, 401);
    // Every process has heard of it by then.
    world.clock.advance(minute);
    await until('it is gone', async () => (await stateOf('acme')) === undefined);
    const stored = await peek(world.redisUrl);
    expect(stored).toContain('default');
    expect(stored).not.toContain(open.id);
    expect(stored.split('\n').filter((line) => line.includes('acme'))).toEqual([
      expect.stringMatching(/^bridge:\{managed:\}:versions /),
    ]);
  });

  it('leaves none of its secrets in what was printed or logged', () => {
    const text = printed.join('\n') + world.logLines.join('');
    expect(printed.length).toBeGreaterThan(20);
    expect(tokens.length).toBeGreaterThan(1);
    expect(found(text, [...Object.values(written), ...tokens, dataKey])).toEqual([]);
  });
});
