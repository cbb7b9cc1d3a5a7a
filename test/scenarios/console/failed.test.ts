import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorldOf, scoreOf, sendInterviewOf } from '../../../testing/accounts.ts';
import { found } from '../../../testing/canaries.ts';
import { type Browser, browserOf } from '../../../testing/console.ts';
import { putsOf, type Sent } from '../../../testing/interviews.ts';
import { bridgeCommand, untilDelivery } from '../../../testing/operator.ts';
import { secrets, until, type World } from '../../../testing/world.ts';

let world: World;
let browser: Browser;
const failed: Sent[] = [];
let refused: Sent;
beforeAll(async () => {
  world = await openWorldOf(['globex']);
  browser = browserOf(world);
  await browser.logIn();
  const answers = [
    ['acme', 404, 'failed'],
    ['acme', 404, 'failed'],
    ['acme', 422, 'failed'],
    ['globex', 404, 'failed'],
    ['globex', 409, 'refused'],
  ] as const;
  for (const [account, status, state] of answers) {
    world.workable.control.answerWith({ status, times: 1, body: '<b>Gone</b>' });
    const sent = await scoreOf(world, account);
    await untilDelivery(world, sent, state);
    if (state === 'failed') failed.push(sent);
    else refused = sent;
  }
  await sendInterviewOf(world, 'globex');
});
afterAll(async () => {
  await world.close();
  const hidden = [...Object.values(secrets), 'Lakita', 'Marrero', '@example.test'];
  expect(found([...world.logLines, ...browser.answers].join('\n'), hidden)).toEqual([]);
});

const get = (path: string) => browser.get(`/operator/failed${path}`);
/** `41 × 404` and the account. */
const groupsIn = (text: string) =>
  [...text.matchAll(/<b>(\d+ × )<bdi>(\w+)<\/bdi><\/b>.*?\/operator\/accounts\/(\w+)"/gs)].map(
    ([, count, answer, account]) => `${count}${answer} ${account}`,
  );
const idsIn = (text: string) => [...text.matchAll(/<code>([\w-]+)<\/code>/g)].map(([, id]) => id);
const lastLine = async (account: string) =>
  (await bridgeCommand(world, `history --account ${account} --limit 1`)).lines[0];

describe('what failed', () => {
  it('is grouped by answer and account, the largest group first', async () => {
    const { text } = await get('');
    expect(groupsIn(text)).toEqual(['2 × 404 acme', expect.any(String), expect.any(String)]);
    expect(groupsIn(text)).toEqual(expect.arrayContaining(['1 × 422 acme', '1 × 404 globex']));
    expect(groupsIn((await get('?account=globex')).text)).toEqual(['1 × 404 globex']);
    expect(groupsIn((await get('?until=2000-01-31')).text)).toEqual([]);
    expect(groupsIn((await get('?kind=refused')).text)).toEqual(['1 × 409 globex']);
    // They have an index of their own, by when Workable refused them.
    const tomorrow = new Date(world.clock.now() + 86_400_000).toISOString().slice(0, 10);
    expect(groupsIn((await get(`?kind=refused&since=${tomorrow}`)).text)).toEqual([]);
    expect(groupsIn((await get(`?kind=refused&until=${tomorrow}`)).text)).toEqual(['1 × 409 globex']);
    expect((await get('?account=initech')).status).toBe(400);
    expect((await get('?since=yesterday')).text).toContain('since should be a day such as 2026-01-31');
  });

  it('is listed by group, newest first, with the answer', async () => {
    const { text } = await get('');
    const [, path = ''] = /href="\/operator\/failed(\/list\?[^"]+)"><b>2 × /.exec(text) ?? [];
    const listed = await get(path.replaceAll('&amp;', '&'));
    expect(idsIn(listed.text)).toEqual([failed[1]?.id, failed[0]?.id]);
    expect(listed.text).toContain(`href="/operator/interviews/${failed[0]?.id}"`);
    expect(listed.text).toContain('404 &lt;b>Gone&lt;/b>');
    expect(idsIn((await get('/list?kind=refused')).text)).toEqual([refused.id]);
  });
});

describe('a replay', () => {
  it('says first what it would send, and sends nothing', async () => {
    const { text } = await get('/dry-run?account=acme&answer=404');
    expect(text).toContain('<b>2 deliveries</b> of 2 looked at would be sent.');
    expect(idsIn(text)).toEqual([failed[0]?.id, failed[1]?.id]);
    expect(text).toContain('Workable has acknowledged nothing yet');
    expect(putsOf(world, failed[0]!)).toHaveLength(1);
  });

  it('goes out at a rate, shows how far it is, and only of its group', async () => {
    // Nothing goes out for now.
    await world.restart({ ROLES: 'web' });
    const page = await get('/dry-run?account=acme&answer=404');
    const { text } = await browser.submit(page, '/operator/failed/replay', { rate: '500' });
    expect(text).toContain('2 deliveries are queued.');
    expect(text).toContain('0 of 2 have gone out');
    expect(text).toMatch(/<b>acme<\/b>: 2 deliveries wait, at 500 a second; the last goes out in 00:00:01/);
    expect(text).toContain('hx-get="/operator/failed/progress?of=2"');
    expect((await get('/progress?of=2&live=off')).text).not.toContain('hx-get');
    expect((await get('')).text).toContain('On their way: 2 replays');
    expect(await lastLine('acme')).toMatch(/queued deliveries for replay: 2, by operator$/);
    const again = await browser.submit(page, '/operator/failed/replay', { rate: '500' });
    expect(again.text).toContain('0 deliveries are queued. 2 were queued before.');

    await world.restart();
    for (const sent of failed.slice(0, 2)) await untilDelivery(world, sent, 'acknowledged');
    await until('all have gone out', async () =>
      (await get('/progress?of=2')).text.includes('All of them have gone out'),
    );
    expect(groupsIn((await get('?account=acme')).text)).toEqual(['1 × 422 acme']);
  });

  it('of what was refused tries again', async () => {
    const page = await get('/dry-run?kind=refused');
    await browser.submit(page, '/operator/failed/replay', { rate: '500' });
    await untilDelivery(world, refused, 'acknowledged');
  });

  it.each(['0', '1001', 'fast', ''])('has no rate %j', async (rate) => {
    const fields = { ...(await browser.signed()), rate };
    expect((await browser.post('/operator/failed/replay', fields)).status).toBe(400);
  });
});

describe('dismissing', () => {
  it('takes one off the list', async () => {
    const page = await get('/list?account=acme&answer=422');
    const { text } = await browser.submit(page, '/operator/failed/dismiss', { id: failed[2]?.id ?? '' });
    expect(text).toContain('It is dismissed, and raises no alarm any more.');
    expect(idsIn(text)).toEqual([]);
    expect(await lastLine('acme')).toMatch(/dismissed failed deliveries: 1 \(acme_.*\), by operator$/);
  });

  it('takes all of a group off the list', async () => {
    const page = await get('/list?account=globex');
    const own = page.text.replace(/<form[^>]*action="\/operator\/failed\/dismiss" class="button".*?<\/form>/gs, '');
    const { text } = await browser.submit({ text: own }, '/operator/failed/dismiss');
    expect(text).toContain('1 failure is dismissed.');
    expect(groupsIn(text)).toEqual([]);
    expect(await lastLine('globex')).toMatch(/dismissed failed deliveries: 1 \(globex_.*\), by operator$/);
  });

  it('is refused for what is not there or has not failed', async () => {
    const fields = await browser.signed();
    expect((await browser.post('/operator/failed/dismiss', { ...fields, id: 'acme_x' })).status).toBe(404);
    expect((await browser.post('/operator/failed/dismiss', { ...fields, id: refused.id })).status).toBe(409);
    expect((await browser.post('/operator/failed/dismiss', { id: refused.id })).status).toBe(403);
  });
});
