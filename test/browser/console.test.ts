import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, openBrowser } from '../../testing/browser.ts';
import { only, scoreAttempt, sendInterview } from '../../testing/interviews.ts';
import { untilDelivery } from '../../testing/operator.ts';
import { openRedis } from '../../testing/process.ts';
import { openTcpProxy } from '../../testing/tcp-proxy.ts';
import { openWorld, secrets, type World } from '../../testing/world.ts';

let world: World;
let browser: Browser;
beforeAll(async () => {
  [world, browser] = await Promise.all([openWorld({ JOBMOJITO_DETAILS: 'false' }), openBrowser()]);
});
afterAll(async () => {
  await Promise.all([world.close(), browser.close()]);
});

test('an operator logs in, finds a failed interview and delivers it by keyboard alone, and sees it arrive', async () => {
  const sent = await sendInterview(world);
  world.workable.control.answerWith({ status: 404, times: 1, ...only(sent) });
  await scoreAttempt(world, sent);
  await untilDelivery(world, sent, 'failed');

  const { page, problems, close } = await browser.visit(`${world.url}/operator`);
  await page.focus('#token');
  await page.keyboard.type(secrets.operatorToken);
  await page.keyboard.press('Enter');
  await page.waitForSelector('h1:text-is("Overview")');
  await page.focus('input[type=search]');
  await page.keyboard.type(sent.email);
  await page.keyboard.press('Enter');
  await page.waitForSelector(`h1:has-text("${sent.id}")`);
  expect(await page.textContent('main')).toContain('Workable did not take the result');
  await page.focus('button:text-is("Deliver now")');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[role=status]:has-text("It is sent to Workable now.")');
  await page.waitForSelector('.chip:text-is("acknowledged")');
  expect(await problems()).toEqual([]);
  await close();
});

test('a page that is open shows what happens, and keeps the focus meanwhile', async () => {
  const sent = await sendInterview(world);
  const { page, problems, close } = await browser.visit(`${world.url}/operator/interviews/${sent.id}`);
  await page.fill('#token', secrets.operatorToken);
  await page.keyboard.press('Enter');
  await page.waitForSelector('text=The candidate has not begun.');
  await page.focus('button:text-is("Deliver now")');
  await scoreAttempt(world, sent);
  await page.waitForSelector('text=Workable has "completed".');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Deliver now');
  expect(await problems()).toEqual([]);
  await close();
});

test('a page whose session has ended asks to log in', async () => {
  const { page, close } = await browser.visit(`${world.url}/operator`);
  await page.fill('#token', secrets.operatorToken);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#live');
  await page.context().clearCookies();
  await page.waitForSelector('#token');
  await close();
});

test('a button that was pressed says so, and is not sent twice', async () => {
  const sent = await sendInterview(world);
  const path = `/operator/interviews/${sent.id}`;
  const { page, problems, close } = await browser.visit(`${world.url}${path}?live=off`);
  await page.fill('#token', secrets.operatorToken);
  await page.keyboard.press('Enter');
  await page.waitForSelector('button:text-is("Ask the vendor now")');
  // It stays on its way for as long as the test looks at it.
  await page.evaluate(`
    window.sent = 0;
    document.addEventListener('submit', (event) => {
      if (!event.defaultPrevented) window.sent += 1;
      event.preventDefault();
    });
  `);
  const button = page.locator('button:text-is("Ask the vendor now")');
  await button.click();
  await page.waitForSelector('form[aria-busy=true] button.busy');
  expect(await page.textContent('#busy')).toBe('Working…');
  expect(await problems()).toEqual([]);
  await button.click();
  expect(await page.evaluate('window.sent')).toBe(1);
  await close();
});

test('an open page says that Redis is away, and is itself again afterwards', async ({ onTestFinished }) => {
  const redis = await openRedis();
  const proxy = await openTcpProxy(redis.port);
  const other = await openWorld({ REDIS_URL: `redis://127.0.0.1:${proxy.port}` });
  onTestFinished(async () => {
    await other.close();
    await proxy.close();
    await redis.close();
  });
  const sent = await sendInterview(other);
  const { page, problems, close } = await browser.visit(`${other.url}/operator/interviews/${sent.id}`);
  await page.fill('#token', secrets.operatorToken);
  await page.keyboard.press('Enter');
  await page.waitForSelector('text=The candidate has not begun.');
  proxy.refuse();
  await page.waitForSelector('#live:has-text("Redis does not answer")');
  proxy.accept();
  await page.waitForSelector('#live:has-text("The candidate has not begun.")');
  proxy.refuse();
  await page.reload();
  await page.waitForSelector('h1:text-is("Redis is away")');
  await problems();
  proxy.accept();
  await page.waitForSelector(`h1:has-text("${sent.id}")`);
  await close();
});
