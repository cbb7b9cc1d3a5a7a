import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../../src/config.ts';
import { openStorage, type Storage } from '../../../src/store/open.ts';
import { openWorldOf, sendInterviewOf } from '../../../testing/accounts.ts';
import { found } from '../../../testing/canaries.ts';
import { type Browser, browserOf } from '../../../testing/console.ts';
import { bridgeCommand, logged, untilHistory } from '../../../testing/operator.ts';
import { resultOf } from '../../../testing/payloads.ts';
import { secrets, type World } from '../../../testing/world.ts';

let world: World;
let storage: Storage;
let browser: Browser;
beforeAll(async () => {
  world = await openWorldOf(['globex']);
  storage = await openStorage(
    readConfig(world.env, () => world.accountsFile),
    'guest',
  );
  await storage.untilReady(5000);
  browser = browserOf(world);
  await browser.logIn();
});
afterAll(async () => {
  await storage.close();
  await world.close();
  expect(found([...world.logLines, ...browser.answers].join('\n'), Object.values(secrets))).toEqual([]);
});
beforeEach(async () => {
  for (const account of ['acme', 'globex']) {
    for await (const several of storage.rejected.list(account, world.clock.now())) {
      for (const { id } of several) await storage.rejected.remove(account, id);
    }
  }
});

/** As a version would that did not know this shape yet. */
function reject(account: string, body: string, { reason = 'Invalid field: id', bytes = Buffer.byteLength(body) } = {}) {
  world.clock.advance(1000);
  return storage.rejected.keep(account, { at: world.clock.now(), reason, body, bytes });
}

const list = (query = '') => browser.get(`/operator/rejected${query}`);
const idsIn = (text: string) => [...text.matchAll(/<code>(w[0-9a-z]+)<\/code>/g)].map(([, id]) => id);
const lastLine = async (account: string) =>
  (await bridgeCommand(world, `history --account ${account} --limit 1`)).lines[0];

describe('the list', () => {
  it('has the newest first, of one account or all, page by page, without bodies', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 25; i += 1)
      ids.unshift(await reject(i % 2 === 0 ? 'acme' : 'globex', '{"secret":"of-a-body"}'));
    const first = await list();
    expect(idsIn(first.text)).toEqual(ids.slice(0, 20));
    expect(first.text).not.toContain('of-a-body');
    const [, next = ''] = /href="\/operator(\/rejected\?cursor=[^"]+)">Next page/.exec(first.text) ?? [];
    expect(idsIn((await browser.get(`/operator${next}`)).text)).toEqual(ids.slice(20));
    const ofOne = await list('?account=globex');
    expect(idsIn(ofOne.text)).toEqual(ids.filter((_id, i) => i % 2 === 1));
    expect((await list('?account=initech')).status).toBe(400);
    expect((await browser.get(`/operator${next}&account=acme`)).status).toBe(400);
  });

  it('says whether each would be accepted now', async () => {
    const sent = await sendInterviewOf(world, 'acme');
    await reject('acme', JSON.stringify(resultOf(sent)));
    expect((await list()).text).toContain('<span class="chip good">Yes</span>');
    await reject('acme', '{}', { bytes: 2_000_000 });
    expect((await list()).text).toContain('only the first of its 2000000 bytes are kept');
  });

  it('shows foreign texts as texts', async () => {
    await reject('acme', '{}', { reason: 'Unknown field: <img src=x onerror=alert(1)>' });
    expect((await list()).text).toContain('Unknown field: &lt;img src=x onerror=alert(1)>');
  });
});

describe('one', () => {
  it('is read again, and accepted', async () => {
    const sent = await sendInterviewOf(world, 'acme');
    const id = await reject('acme', JSON.stringify(resultOf(sent)));
    const { text } = await browser.submit(await list('?account=acme'), `/operator/rejected/${id}/replay`);
    expect(text).toContain('It is accepted, and its interview has it.');
    expect(text).toContain('name="account" value="acme"');
    expect(idsIn(text)).toEqual([]);
    await world.workable.control.waitFor(sent.callbackUrl);
    expect(await lastLine('acme')).toMatch(new RegExp(`replayed rejected webhooks: 1 \\(${id}\\), by operator$`));
  });

  it('stays where it still cannot be read', async () => {
    const id = await reject('globex', '{"id":7}');
    const { text } = await browser.submit(await list(), `/operator/rejected/${id}/replay`);
    expect(text).toMatch(/Still rejected: Invalid field: interview_id should be /);
    expect(idsIn(text)).toEqual([id]);
  });

  it('shows its body after "Reveal" alone, escaped, which is written down', async () => {
    const id = await reject('globex', '{"name":"</pre><script>alert(1)</script>"}');
    const { status, text } = await browser.submit(await list(), `/operator/rejected/${id}/reveal`);
    expect([status, text]).toEqual([200, expect.stringContaining('&lt;/pre>&lt;script>alert(1)&lt;/script>')]);
    expect(await lastLine('globex')).toMatch(new RegExp(`revealed rejected webhooks: 1 \\(${id}\\), by operator$`));
    expect(logged(world, 'operator').at(-1)).toMatchObject({ outcome: 'revealed rejected webhooks', ids: [id] });
    expect(await browser.get(`/operator/rejected/${id}/reveal`)).toMatchObject({ location: '/operator/rejected' });
  });

  it('is shown in part where it is larger than a page', async () => {
    const id = await reject('globex', '&"<'.repeat(50_000));
    const { text } = await browser.submit(await list(), `/operator/rejected/${id}/reveal`);
    expect(text).toMatch(/These are its first [\d,]+ characters/);
  });

  it('is deleted, and the history of the interview that it names says so', async () => {
    const sent = await sendInterviewOf(world, 'globex');
    const id = await reject('globex', `{"about":"${sent.id}"}`);
    const page = await list();
    expect((await browser.submit(page, `/operator/rejected/${id}/delete`)).text).toContain('is deleted.');
    await untilHistory(world, sent, new RegExp(`rejected webhook ${id} of .* discarded by an operator`));
    expect(await lastLine('globex')).toMatch(/discarded rejected webhooks: 1 .*, by operator$/);
    expect(await browser.submit(page, `/operator/rejected/${id}/delete`)).toMatchObject({ status: 404 });
  });
});

describe('all of a filter', () => {
  it('are read again, and what still cannot be read stays', async () => {
    const sent = await sendInterviewOf(world, 'acme');
    await reject('acme', JSON.stringify(resultOf(sent)));
    const ids = [await reject('globex', '{}'), await reject('acme', '{}')];
    const { text } = await browser.submit(await list('?account=acme'), '/operator/rejected/replay');
    expect(text).toContain('1 webhook accepted, 1 still rejected.');
    expect(idsIn((await list()).text)).toEqual(ids.reverse());
  });

  it('are replayed in several steps where there are many', async () => {
    for (let i = 0; i < 501; i += 1)
      await storage.rejected.keep('acme', { at: world.clock.now() - i, reason: 'No', body: '{}', bytes: 2 });
    const first = await browser.submit(await list(), '/operator/rejected/replay');
    expect(first.text).toContain('0 webhooks accepted, 500 still rejected. There are more.');
    const last = await browser.submit(first, '/operator/rejected/replay');
    expect(last.text).toContain('0 webhooks accepted, 1 still rejected.');
  });

  it('are deleted, those of others not', async () => {
    await reject('acme', '{}');
    await reject('acme', '{}');
    const id = await reject('globex', '{}');
    const { text } = await browser.submit(await list('?account=acme'), '/operator/rejected/delete');
    expect(text).toContain('2 webhooks are deleted.');
    expect(idsIn((await list()).text)).toEqual([id]);
    expect(await lastLine('acme')).toMatch(/discarded rejected webhooks: 2 .*, by operator$/);
  });

  it.each(['/operator/rejected/replay', '/operator/rejected/delete', '/operator/rejected/w1/reveal'])(
    'are not touched by a form of another page: %s',
    async (path) => {
      const id = await reject('acme', '{}');
      expect((await browser.post(path, {})).status).toBe(403);
      expect((await browser.post(path, await browser.signed(), { origin: 'https://evil.example' })).status).toBe(403);
      expect((await browser.post(path, { ...(await browser.signed()), other: 'x' })).status).toBe(400);
      expect(idsIn((await list()).text)).toEqual([id]);
    },
  );
});
