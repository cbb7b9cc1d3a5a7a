import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, browserOf } from '../../../testing/console.ts';
import { only, type Sent, scoreAttempt, sendInterview } from '../../../testing/interviews.ts';
import { bridgeCommand, untilDelivery, untilHistory } from '../../../testing/operator.ts';
import { openWorld, until, type World } from '../../../testing/world.ts';

let world: World;
let browser: Browser;
beforeAll(async () => {
  world = await openWorld({ JOBMOJITO_DETAILS: 'false', DELIVERY_RETRY_SCHEDULE: '1h' });
  browser = browserOf(world);
  await browser.logIn();
});
afterAll(() => world.close());

/** A result that waits, since Workable asks to be left alone for an hour. */
async function waiting(): Promise<Sent> {
  const sent = await sendInterview(world);
  world.workable.control.answerWith({ status: 429, headers: { 'Retry-After': '3600' }, times: 1, ...only(sent) });
  await scoreAttempt(world, sent);
  await untilHistory(world, sent, /rate-limited/);
  return sent;
}

/** Times as doctor says them. */
const withTimes = (text: string) => text.replaceAll(/<time datetime="([^"]+)">[^<]*<\/time>/g, '$1');

const tile = (text: string, title: string) => new RegExp(`<dt>${title}</dt><dd>([^<]*)`).exec(text)?.[1];

test('while nothing is wrong it says so', async () => {
  const { status, text } = await browser.get('/operator');
  expect(status).toBe(200);
  expect(text).toContain('Nothing is wrong as far as what is stored here says.');
  expect(text).toContain('1 warning: see the health of <a href="/operator/accounts/default/health">default</a>.');
  expect(tile(text, 'waiting')).toBe('0');
  expect(tile(text, 'oldest undelivered')).toBe('–');
  expect(text).toContain('No call was made.');
});

test('it names a trouble in the words of doctor, and its buttons end it', async () => {
  const sent = await waiting();
  const page = await browser.get('/operator');
  const { text: doctor } = await bridgeCommand(world, 'doctor');
  const [, words = ''] = /default: (all deliveries wait until .*?)\. Nothing is lost/.exec(doctor) ?? [];
  expect(words).toContain('rate limit');
  expect(withTimes(page.text)).toContain(words);
  expect(tile(page.text, 'waiting')).toBe('1');
  expect(page.text).toContain('circuit open');

  const path = '/operator/accounts/default/circuits/callback';
  const after = await browser.submit(page, `${path}/probe`);
  expect(after.text).toContain('One delivery of default goes out now');
  await untilDelivery(world, sent, 'acknowledged');
  expect((await bridgeCommand(world, 'history')).text).toContain('probed the circuit: callback, by operator');
  const again = await browser.post(`${path}/close`, await browser.signed());
  expect((await browser.get(again.location ?? '')).text).toContain(
    'Deliveries of default do not wait together any more.',
  );
  expect(await browser.post('/operator/accounts/nobody/circuits/callback/close', await browser.signed())).toMatchObject(
    {
      status: 404,
    },
  );
});

test('a circuit is closed for all that wait', async () => {
  const sent = await waiting();
  const page = await browser.get('/operator');
  const after = await browser.submit(page, '/operator/accounts/default/circuits/callback/close');
  expect(after.text).toContain('The circuit of default is closed: 1 delivery goes out now.');
  await untilDelivery(world, sent, 'acknowledged');
});

test('it counts the tries of 24 hours, by what came of them and by how long they took', async () => {
  const sent = await sendInterview(world);
  world.workable.control.answerWith({ status: 404, times: 1, ...only(sent) });
  await scoreAttempt(world, sent);
  await untilDelivery(world, sent, 'failed');
  const text = await until('all are counted', async () => {
    const page = await browser.get('/operator');
    return /1 failed/.test(page.text) && page.text;
  });
  expect(tile(text, 'delivered in 24\u00a0h')).toBe('2');
  expect(tile(text, 'failed')).toBe('1');
  expect(text).toMatch(/2 tried again/);
  expect(text).toMatch(/Half of the calls took [\d.]+ m?s at most \(p50\)/);
  expect(text).toMatch(/>Failed <span class="chip bad">1<\/span>/);
  world.clock.advance(25 * 3_600_000);
  const later = await browser.logIn();
  expect(tile(later.text, 'delivered in 24\u00a0h')).toBe('0');
});

test('it is brought up to date by itself, unless one stops that', async () => {
  const on = await browser.get('/operator');
  expect(on.text).toContain('hx-get="/operator"');
  const off = await browser.get('/operator?live=off');
  expect(off.text).not.toContain('hx-get');
  expect(await browser.get('/operator?live=maybe')).toMatchObject({ status: 400 });
});
