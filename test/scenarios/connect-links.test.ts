import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeAccount } from '../../src/accounts/remove.ts';
import { loadShedding } from '../../src/app.ts';
import { limits } from '../../src/limits.ts';
import { putsOf, sendInterview } from '../../testing/interviews.ts';
import { makeManaged, managing, openManagedWorld } from '../../testing/managed-account.ts';
import { bridgeCommand, logged } from '../../testing/operator.ts';
import { resultOf } from '../../testing/payloads.ts';
import { dataUriOf, pngOf } from '../../testing/png.ts';
import { day } from '../../testing/times.ts';
import { openWorld, secrets, until, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openManagedWorld();
});
afterAll(() => world.close());

let accounts = 0;
/** An account of its own, and a link to it. */
async function connected(settings: Record<string, string> = {}) {
  accounts += 1;
  const name = `customer-${accounts}`;
  const token = await makeManaged(world, name, settings);
  return { name, token, url: await linkTo(name) };
}

async function linkTo(name: string): Promise<string> {
  const { code, lines } = await bridgeCommand(world, `connect-link ${name}`);
  expect(code).toBe(0);
  return lines[0] ?? '';
}

async function open(url: string, method = 'GET', body?: URLSearchParams | string) {
  const answer = await fetch(url, { method, redirect: 'manual', ...(body === undefined ? {} : { body }) });
  const html = await answer.text();
  return { status: answer.status, headers: answer.headers, html, text: readable(html) };
}

const post = (url: string, fields: Record<string, string>) => open(url, 'POST', new URLSearchParams(fields));
const paste = (url: string, token: string) => post(url, { callback_token: token });
const formIn = (html: string) => /name="form" value="([^"]+)"/.exec(html)?.[1] ?? '';
const tokenIn = (html: string) => /wpt_[\w-]{43}/.exec(html)?.[0];

async function makeToken(url: string): Promise<string> {
  const { html } = await post(url, { form: formIn((await open(url)).html) });
  return tokenIn(html) ?? 'no token';
}

function readable(html: string): string {
  const body = html.replace(/<style>.*<\/style>/s, '').replaceAll(/<[^>]+>/g, ' ');
  return body
    .replaceAll('&#39;', "'")
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ([.,:])/g, '$1');
}

const historyOf = async (name: string) => (await bridgeCommand(world, `history --account ${name}`)).text;
const callWith = (token: string) =>
  world.ask('GET', '/interview-templates', { headers: { authorization: `Bearer ${token}` } });

describe('the command', () => {
  it('prints a link, how long it works, and what it is worth', async () => {
    const { name } = await connected();
    const { code, lines } = await bridgeCommand(world, `connect-link ${name}`);
    expect(code).toBe(0);
    expect(lines[0]).toMatch(new RegExp(`^${world.url}/connect/${name}\\.[\\w-]{43}$`));
    expect(lines[1]).toMatch(/^It works until \d{4}-.*Z\. Anyone who has it can connect Workable to customer-/);
    expect(await historyOf(name)).toContain('made a connect link');
  });

  it('says the same to programs', async () => {
    const { name } = await connected();
    const { lines } = await bridgeCommand(world, `connect-link ${name} --json`);
    const { expires_at, ...rest } = JSON.parse(lines.join('\n'));
    expect(rest).toEqual({ account: name, url: expect.stringMatching(/^http/) });
    expect(Date.parse(expires_at) - world.clock.now()).toBeGreaterThan(limits.connectLinkMs - 60_000);
  });

  it.each([
    ['default', 'The account default is configured: its tokens are entered where it is configured'],
    ['nobody', 'There is no account nobody'],
    ['nobody --end-all', 'There is no account nobody'],
  ])('makes none for %s, and says why', async (words, why) => {
    const { code, errors } = await bridgeCommand(world, `connect-link ${words}`);
    expect([code, errors]).toEqual([1, [why]]);
  });

  it('makes none for an account that is configured, which is all that there is without a DATA_KEY', async ({
    onTestFinished,
  }) => {
    const plain = await openWorld();
    onTestFinished(() => plain.close());
    const { errors } = await bridgeCommand(plain, 'connect-link default');
    expect(errors.join()).toMatch(/^The account default is configured/);
    expect((await open(`${plain.url}/connect/default.${'x'.repeat(43)}`)).status).toBe(404);
  });
});

describe('the page', () => {
  it('shows the vendor as it wants to be seen, and the customer', async () => {
    const logo = dataUriOf(pngOf(60, 20));
    const { url } = await connected({
      VENDOR_NAME: 'Acme & Söhne',
      BRAND_LOGO: logo,
      BRAND_COLOR: '#ffcc00',
      COMPANY_NAME: '<b>Globex</b>',
    });
    const { status, html, text, headers } = await open(url);
    expect(status).toBe(200);
    expect(text).toContain('Connect Workable with Acme &amp; Söhne');
    expect(html).toContain(`<img src="${logo}" alt="Acme &amp; Söhne"/>`);
    expect(html).toContain('<bdi>&lt;b>Globex&lt;/b></bdi>');
    expect(html).toMatch(/forced-colors: none\) \{ :root \{ --accent: #[0-9a-f]{6}; --on-accent: #ffffff; \} \}/);
    expect(html).toMatch(/--accent: #ffcc00; --on-accent: #0e1c28/);
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'$/,
    );
    expect(html.length).toBeLessThan(60_000);
  });

  it('has the vendor’s own name where none is set, no picture, no script and nothing to fetch', async () => {
    const { name, url } = await connected();
    const { html, text, headers } = await open(url);
    expect(text).toContain('Connect Workable with JobMojito');
    expect(text).toContain(`For ${name}. You need to be an admin in Workable. There are two ways`);
    expect(html).not.toMatch(/<(script|img|link|iframe)\b|https?:/);
    expect(headers.get('content-security-policy')).not.toContain('img-src');
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'private, no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
      'x-frame-options': 'DENY',
    });
  });

  it('changes nothing when it is read, however often', async () => {
    const { name, url } = await connected();
    const before = await historyOf(name);
    for (const method of ['GET', 'HEAD', 'GET']) expect((await open(url, method)).status).toBe(200);
    expect(await historyOf(name)).toBe(before);
  });

  it('leads an admin through both steps, and shows what is done', async () => {
    const { name, token: first, url } = await connected();
    const before = await open(url);
    expect(before.text).toContain('1. Give Workable a token To do');
    expect(before.text).toContain('2. Enter Workable’s token To do');
    expect(before.text).toContain(`Token …${first.slice(-4)}, made on`);

    const made = await post(url, { form: formIn(before.html) });
    const token = tokenIn(made.html) ?? '';
    expect(made.status).toBe(200);
    expect(made.headers.get('cache-control')).toContain('no-store');
    expect(made.text).toContain('Copy this token now It is shown only this once.');
    expect(made.html).toContain('<a class="button" href="?#step-2">Go on to step 2</a>');
    expect(made.html).toMatch(new RegExp(`<input class="copy"[^>]* readonly[^>]* value="${token}"`));
    const shown = await open(url);
    expect(shown.html).not.toContain(token);
    expect(shown.text).toContain(`Token …${token.slice(-4)}, made on`);
    expect(shown.text).not.toContain('has used it');

    for (const each of [first, token]) expect((await callWith(each)).status).toBe(200);
    const used = await until('the call is written down', async () => {
      const { text } = await open(url);
      return text.match(/Workable has used it since/g)?.length === 2 && text;
    });
    expect(used).toContain('1. Give Workable a token ✓ In use');

    const saved = await paste(url, '  canary-callback-token-x1y2\n');
    expect([saved.status, saved.headers.get('location'), saved.html]).toEqual([303, '?#step-2', '']);
    const after = await open(url);
    expect(after.text).toContain('2. Enter Workable’s token ✓ Saved');
    expect(after.text).toContain('Saved: the token …x1y2. A new one takes its place.');
    expect(after.html).not.toContain('canary');
    expect(after.text).toContain(`For ${name}. Everything is set up. You can close this page.`);

    const history = await historyOf(name);
    expect(history).toMatch(/made provider token pt_\S+, by connect link/);
    expect(history).toContain('changed WORKABLE_CALLBACK_TOKEN, by connect link');
    expect(logged(world, 'operator').map(({ account }) => account)).toContain(name);
    const secret = url.split('.').at(-1) ?? '';
    for (const line of [...world.logLines, history]) expect(line).not.toMatch(`${secret}|${token}|canary`);
  });

  it('lets results go out that waited for the callback token', async () => {
    const { name, url } = await connected();
    const sent = await sendInterview(world, { providerToken: await makeToken(url) });
    await world.ask('POST', '/webhooks/jobmojito', {
      headers: { authorization: `Bearer webhook-secret-of-${name}` },
      body: resultOf(sent),
    });
    const pause = `bridge:{${name}}:pause:callback`;
    await managing(world, ({ storage }) =>
      until('the result waits', async () => (await storage.connection.exists(pause)) === 1),
    );
    expect(putsOf(world, sent)).toEqual([]);
    expect((await paste(url, secrets.callbackToken)).status).toBe(303);
    expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({ status: 'completed' });
  });

  it('lets a result go out at once that was refused with another callback token', async () => {
    const { name, url } = await connected({ DELIVERY_RETRY_SCHEDULE: '1h' });
    await paste(url, 'a-mistyped-callback-token');
    const sent = await sendInterview(world, { providerToken: await makeToken(url) });
    await world.ask('POST', '/webhooks/jobmojito', {
      headers: { authorization: `Bearer webhook-secret-of-${name}` },
      body: resultOf(sent),
    });
    await until('the result is refused', async () =>
      (await bridgeCommand(world, `show ${sent.id}`)).text.includes('token-rejected (401)'),
    );
    expect((await paste(url, secrets.callbackToken)).status).toBe(303);
    expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({ status: 'completed' });
  });
});

describe('a form that is sent again', () => {
  it('makes no second token and does not show the first again', async () => {
    const { name, url } = await connected();
    const form = formIn((await open(url)).html);
    const token = tokenIn((await post(url, { form })).html) ?? '';
    const again = await post(url, { form });
    expect(again.status).toBe(200);
    expect(again.text).toContain('No second token was made');
    expect(again.html).not.toContain('wpt_');
    expect((await callWith(token)).status).toBe(200);
    expect((await historyOf(name)).match(/made provider token/g)).toHaveLength(1);
  });

  it('does so too if both come at once', async () => {
    const { name, url } = await connected();
    const form = formIn((await open(url)).html);
    const answers = await Promise.all(Array.from({ length: 5 }, () => post(url, { form })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(answers.filter(({ html }) => tokenIn(html))).toHaveLength(1);
    expect((await historyOf(name)).match(/made provider token/g)).toHaveLength(1);
  });

  it('is another form on each page', async () => {
    const { url } = await connected();
    const tokens = [await makeToken(url), await makeToken(url)];
    expect(new Set(tokens).size).toBe(2);
    for (const token of tokens) expect((await callWith(token)).status).toBe(200);
  });
});

it('there are at most ten tokens: then the page says whom to ask, and makes none', async () => {
  const { url } = await connected();
  const { html } = await open(url);
  for (let made = 1; made < 10; made += 1) expect(await makeToken(url)).toMatch(/^wpt_/);
  const full = await open(url);
  expect(full.text).toContain('No more tokens can be made. Ask JobMojito to retire');
  expect(formIn(full.html)).toBe('');
  const refused = await post(url, { form: formIn(html) });
  expect(refused.status).toBe(409);
  expect(refused.text).toContain('Nothing was changed. Please open your link again');
});

describe('a callback token that is none', () => {
  let url: string;
  let own: string;
  beforeAll(async () => {
    ({ url, token: own } = await connected());
  });

  it.each([
    ['nothing', () => '', 'Paste the token first.'],
    ['blanks', () => ' \n\t ', 'Paste the token first.'],
    ['the provider token', () => ` ${own}`, 'This is a provider token from step 1.'],
    ['words', () => 'my token', 'This does not look like a token.'],
    ['a header', () => 'Bearer abc-def-ghi', 'without the word Bearer'],
    ['an odd letter', () => 'tökén-of-workable', 'This does not look like a token.'],
    ['quotes', () => '"token-of-workable"', 'This does not look like a token.'],
    ['a book', () => 'x'.repeat(limits.callbackTokenCharacters + 1), 'This does not look like a token.'],
  ])('such as %s is refused beside the field', async (_what, pasted, why) => {
    const { status, html, text } = await paste(url, pasted());
    expect(status).toBe(400);
    expect(text).toContain(why);
    expect(html).toContain('aria-invalid="true" aria-describedby="mistake"');
    // The address of the answer names the field, so that browsers focus it.
    expect(html).toMatch(/<form method="post" action="\?#callback_token">.*<input type="text" id="callback_token"/);
    expect(text).toContain('2. Enter Workable’s token To do');
    if (pasted().trim() !== '') expect(html).not.toContain(pasted().trim());
  });

  it('is, whatever it is, saved or refused, and never shown', async () => {
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ minLength: 12 }));
    await fc.assert(
      fc.asyncProperty(texts, async (pasted) => {
        const { status, html } = await paste(url, pasted);
        expect([303, 400]).toContain(status);
        if (pasted.trim().length > 12) expect(html).not.toContain(pasted.trim());
      }),
      { numRuns: 60 },
    );
    expect((await open(url)).status).toBe(200);
  });
});

describe('a link that does not work', () => {
  it('is the same page, whatever is wrong with it', async () => {
    const [{ name, url }, other] = [await connected(), await connected()];
    const secret = url.split('.').at(-1) ?? '';
    const addresses = [
      `${world.url}/connect/${name}.${secret.slice(1)}x`,
      `${world.url}/connect/${name}.${other.url.split('.').at(-1)}`,
      `${world.url}/connect/default.${secret}`,
      `${world.url}/connect/nobody.${secret}`,
      `${world.url}/connect/${name}.`,
      `${world.url}/connect/${secret}`,
      `${world.url}/connect/${'a'.repeat(3_000)}`,
      `${world.url}/connect/%00.${secret}`,
      `${world.url}/connect/`,
      `${world.url}/connect`,
      `${url}/more`,
      await ended(),
      await expired(),
      await removed(),
    ];
    const pages = new Set<string>();
    for (const address of addresses) {
      for (const method of ['GET', 'POST']) {
        const { status, html, headers } = await open(address, method, method === 'POST' ? 'form=x' : undefined);
        expect([address, status]).toEqual([address, 404]);
        expect(headers.get('referrer-policy')).toBe('no-referrer');
        pages.add(html);
      }
    }
    expect(pages.size).toBe(1);
    expect(readable([...pages].join())).toContain('ask the company that sent it to you for a new one');
  });

  async function ended(): Promise<string> {
    const { name, url } = await connected();
    const { code, text } = await bridgeCommand(world, `connect-link ${name} --end-all`);
    expect([code, text]).toEqual([0, `All connect links of ${name} have ended`]);
    expect(await historyOf(name)).toContain('ended all connect links');
    return url;
  }

  async function expired(): Promise<string> {
    const { name, url } = await connected();
    world.clock.advance(limits.connectLinkMs - day);
    const second = await linkTo(name);
    expect((await open(url)).status).toBe(200);
    world.clock.advance(day);
    expect((await open(second)).status).toBe(200);
    return url;
  }

  async function removed(): Promise<string> {
    const { name, url } = await connected();
    await managing(world, ({ manage }) => {
      const version = manage.sources.managed(name)?.version ?? 0;
      return removeAccount(manage, name, version, { force: true, erases: true });
    });
    return url;
  }
});

it('a link goes with its account, and opens no account that is made again by its name', async () => {
  const { name, token, url } = await connected();
  const keys = [`bridge:{managed:}:connect-links:${name}`, `bridge:{${name}}:first-calls`];
  const left = () =>
    managing(world, async ({ storage: { connection } }) => {
      const there = await Promise.all(keys.map((key) => connection.exists(key)));
      return there.reduce((sum, each) => sum + each, 0);
    });
  await callWith(token);
  await until('the call is written down', async () => (await left()) === keys.length);
  await managing(world, ({ manage }) => {
    const version = manage.sources.managed(name)?.version ?? 0;
    return removeAccount(manage, name, version, { force: true, erases: true });
  });
  await until('it is gone', () => managing(world, async ({ manage }) => manage.sources.managed(name) === undefined));
  expect(await left()).toBe(0);
  world.clock.advance(1);
  await makeManaged(world, name);
  expect((await open(url)).status).toBe(404);
  expect((await open(await linkTo(name))).status).toBe(200);
});

describe('what is no visit of a person', () => {
  let url: string;
  beforeAll(async () => {
    ({ url } = await connected());
  });

  it.each(['PUT', 'DELETE', 'PATCH'])('such as %s gets a page too', async (method) => {
    const { status, headers } = await open(url, method);
    expect([status, headers.get('allow'), headers.get('content-type')]).toEqual([
      405,
      'GET, HEAD, POST',
      'text/html; charset=utf-8',
    ]);
  });

  it.each([
    ['no field', '', 400],
    ['a strange field', 'a=b', 400],
    ['a form that was made up', 'form=x', 400],
    ['JSON', '{"callback_token":"a-token-of-json"}', 400],
    ['too much', `callback_token=${'x'.repeat(limits.bodyBytes)}`, 413],
  ])('such as %s changes nothing', async (_what, body, status) => {
    const answer = await open(url, 'POST', body);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain('Nothing was changed.');
    expect((await open(url)).text).toContain('2. Enter Workable’s token To do');
  });

  it('gets a page where there is too much to do', () => {
    const { headers, body } = loadShedding.refusalAt(new URL(url).pathname);
    expect(headers['Content-Type']).toBe('text/html; charset=utf-8');
    expect(readable(String(body))).toContain('Not available right now Please try again in a minute.');
  });
});
