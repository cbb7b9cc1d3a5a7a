import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectWords } from '../../../src/connect/words.ts';
import { limits } from '../../../src/limits.ts';
import { dataUriOf, pngChunk, pngOf } from '../../../testing/png.ts';
import { inTime } from '../../../testing/stage-stays.ts';
import { type Customer, openWizardWorld, type WizardWorld } from '../../../testing/wizard-world.ts';
import { foreignIn, sharedBy, textsIn } from '../../../testing/words.ts';

let world: WizardWorld;
beforeAll(async () => {
  world = await openWizardWorld();
});
afterAll(() => world.close());

const stepsOf = (job: string) => [
  'token',
  'member',
  'triggers',
  `triggers&job=${job}`,
  'test',
  'test&list=yes',
  'back-fill',
  'people',
  'overview',
];

async function connect({ visitor }: Customer): Promise<void> {
  await visitor.send('token', { do: 'paste', token: world.newToken() });
  await visitor.send('token', { do: 'confirm', company: 'acme', expires: '2099-05-31' });
  await visitor.send('member', { do: 'member', member: world.spi.member.id });
}

it('every page of a connect link is in the language of who opens it', async () => {
  const { job, stage, template } = world;
  const customer = await world.customer({ COMPANY_NAME: 'Globex' });
  const { url, visitor } = customer;
  world.spi.people.create({ stage, firstname: 'Bea', lastname: 'Before' });
  await world.spi.idle();
  await connect(customer);
  await visitor.send('triggers', { do: 'template', template });
  await visitor.send(`triggers&job=${job}`, { do: 'add', job, stage, interview: '', where: 'job' });
  await visitor.send('triggers', { do: 'name', name: 'No such stage' });
  const addresses = [url, `${url}x`, ...stepsOf(job).map((step) => `${url}?stages=${step}&saved=added`)];
  for (const [i, address] of addresses.entries()) {
    const language = (['de', 'es', 'fr', 'pt'] as const)[i % 4] ?? 'de';
    const [english, html] = [await pageIn(address, 'en'), await pageIn(address, language)];
    expect(html).toContain(`<html lang="${language}">`);
    expect([address, foreignIn(html, language, connectWords)]).toEqual([address, []]);
    expect([address, foreignIn(english, 'en', connectWords)]).toEqual([address, []]);
    // "Token" is a word in several languages.
    const own = [...textsIn(connectWords[language]).values()].join('\n');
    const shared = sharedBy(english, html).filter((each) => !isData(each) && !own.includes(each));
    expect([address, shared]).toEqual([address, []]);
  }
});

async function pageIn(address: string, language: string): Promise<string> {
  world.later(10_000);
  const answer = await fetch(address, { headers: { 'Accept-Language': language } });
  expect(answer.headers.get('vary')).toBe('Accept-Language');
  return answer.text();
}

/** Names, times, and what Workable calls its menus and scopes. */
function isData(text: string): boolean {
  const names = [
    ...['Globex', 'Acme', 'JobMojito', 'Settings', 'Integrations', 'Access tokens', 'r_jobs', 'r_candidates'],
    ...['w_candidates', 'Interview Bridge', 'AI Interview', 'Bea Before', 'No such stage', 'robot-talk'],
    ...world.spi.jobs.map(({ title }) => title),
    ...world.spi.stages.map(({ name }) => name),
    ...world.vendor.control.definitions.map(({ name }) => name),
  ];
  return (
    names.includes(text) ||
    text.includes('@') ||
    /^…|^[A-Z][a-z]+ [A-Z][a-z]+$|\([A-Z0-9]{8,}\)$|^\d\d:\d\d \(UTC\)$/.test(text)
  );
}

it('a stage that is gone asks what took its place, in the language of who opens it, and is answered', async () => {
  const { spi, template } = world;
  const customer = await world.customer({ COMPANY_NAME: 'Globex' });
  const { url, visitor } = customer;
  const job = spi.people.addJob({ shortcode: 'VANISHED02' }).shortcode;
  spi.people.splitPipeline(job);
  spi.people.addStage({ name: 'Robot talk' }, job);
  await connect(customer);
  await visitor.send('triggers', { do: 'refresh' });
  await visitor.send(`triggers&job=${job}`, { do: 'add', job, stage: 'robot-talk', interview: template, where: 'job' });

  spi.people.removeStage('robot-talk', job);
  spi.people.addStage({ name: 'Robot talk 2' }, job);
  const asked = await untilSaid(customer, 'The stage was removed. Is it now “robot-talk-2”?');
  expect(buttonsIn(asked.html)).toEqual(['alike', 'remove']);
  const address = `${url}?stages=triggers`;
  const [english, german] = [await pageIn(address, 'en'), await pageIn(address, 'de')];
  expect(foreignIn(german, 'de', connectWords)).toEqual([]);
  const own = [...textsIn(connectWords.de).values()].join('\n');
  expect(sharedBy(english, german).filter((each) => !isData(each) && !own.includes(each))).toEqual([]);
  const trigger = triggerIn(asked.html);
  const yes = await visitor.send('triggers', { do: 'alike', trigger, alike: 'robot-talk-2' });
  expect(yes.location).toBe('?stages=triggers&saved=on');
  expect((await visitor.open('triggers')).text).toContain('Robot talk 2 On');

  spi.people.removeStage('robot-talk-2', job);
  const removed = await untilSaid(customer, 'The stage was removed. ');
  expect(buttonsIn(removed.html)).toEqual(['remove']);
  await visitor.send('triggers', { do: 'remove', trigger });
  expect((await visitor.open('triggers')).html).not.toContain(trigger);
});

/** The jobs are looked at again, and the page says so. What was read is not asked for again within half a minute. */
async function untilSaid({ visitor }: Customer, words: string) {
  world.later(40_000);
  await visitor.send('triggers', { do: 'refresh' });
  return inTime(world, `the page says ${words}`, async () => {
    const shown = await visitor.open('triggers');
    return shown.text.includes(words) && shown;
  });
}

const triggerIn = (html: string) => /name="trigger" value="([^"]+)"/.exec(html)?.[1] ?? '';

/** What can be done about the only stage. */
function buttonsIn(html: string): string[] {
  const card = /<ul class="cards">.*?<\/ul>/s.exec(html)?.[0] ?? '';
  return [...card.matchAll(/name="do" value="([^"]+)"/g)].map(([, does = '']) => does);
}

it('a back-fill is stopped by its button', async () => {
  const { spi, job, template } = world;
  const customer = await world.customer();
  const { visitor } = customer;
  for (let i = 0; i < 40; i += 1) spi.people.create({ stage: 'phone-screen', firstname: `Held ${i}` });
  await spi.idle();
  await connect(customer);
  const added = { do: 'add', job, stage: 'phone-screen', interview: template, where: 'job' };
  await visitor.send(`triggers&job=${job}`, added);
  const id = await inTime(
    world,
    'the trigger holds',
    async () => /back-fill&(?:amp;)?trigger=([\w-]+)/.exec((await visitor.open('back-fill')).html)?.[1] ?? false,
  );
  const at = `back-fill&trigger=${id}`;
  expect((await visitor.open(at)).text).toContain('40 candidates: inviting them takes about 2 minutes.');
  const started = await visitor.send(at, { do: 'start', trigger: String(id) });
  expect(started.location).toBe('?stages=back-fill&saved=started');
  expect((await visitor.open('back-fill')).text).toMatch(/running .*Refresh this page/);
  const stopped = await visitor.send('back-fill', { do: 'stop', trigger: String(id) });
  expect(stopped.location).toBe('?stages=back-fill&saved=stopped');
  expect((await visitor.open('back-fill')).text).toContain('stopped');
});

it('with the longest texts of any script every page stays within 60 KB, has one main button, and lists go on', async () => {
  const { spi, template } = world;
  const logo = dataUriOf(pngOf(60, 20, { more: [pngChunk('tEXt', Buffer.alloc(15_200, 'x'))] }));
  expect(logo.length).toBeGreaterThan(limits.logoBytes - 300);
  const brand = { BRAND_LOGO: logo, VENDOR_NAME: '"\u05D0'.repeat(limits.wordCharacters / 2), BRAND_COLOR: '#ffcc00' };
  const customer = await world.customer({ ...brand, COMPANY_NAME: '<漢>'.repeat(60) });
  const { url, visitor } = customer;
  const evil = (what: string) => `"><img src=x onerror=alert(1)>\u202E${what} שלום مرحبا `.padEnd(290, '"漢');
  const jobs = Array.from({ length: 40 }, (_, i) => {
    const { shortcode } = spi.people.addJob({ shortcode: `LONGEST${100 + i}`, title: evil(`job ${i}`) });
    return shortcode;
  });
  for (let i = 0; i < 80; i += 1) spi.people.addMember({ name: evil(`member ${i}`) });
  for (let i = 0; i < 50; i += 1)
    spi.people.create({ stage: 'offer', firstname: evil('first'), lastname: evil(`${i}`) });
  await spi.idle();
  world.later(3_700_000);
  await connect(customer);
  for (const job of jobs.slice(0, 12)) {
    await visitor.send(`triggers&job=${job}`, { do: 'add', job, stage: 'offer', interview: template, where: 'job' });
  }
  const job = world.job;
  await visitor.send(`triggers&job=${job}`, { do: 'add', job, stage: 'offer', interview: template, where: 'job' });
  const trigger = await inTime(
    world,
    'the trigger holds',
    async () => /back-fill&(?:amp;)?trigger=([\w-]+)/.exec((await visitor.open('back-fill')).html)?.[1],
  );
  for (const step of ['', ...stepsOf(job), `back-fill&trigger=${trigger}`, `triggers&trigger=${trigger}`]) {
    world.later(10_000);
    const answer = await fetch(step === '' ? url : `${url}?stages=${step}`, { headers: { 'Accept-Language': 'fr' } });
    const html = await answer.text();
    expect([step, answer.status]).toEqual([step, 200]);
    expect([step, Buffer.byteLength(html) <= 60 * 1024]).toEqual([step, true]);
    expect(html).not.toMatch(/<(script|link|iframe)\b|<img src=x|\u202E/);
    expect([step, html.match(/class="(main|button)"/g)?.length ?? 0].at(1)).toBeLessThanOrEqual(1);
  }
  // What has no room is on the next page.
  for (const [step, last] of [
    ['member', 'member 79'],
    ['people', 'member 79'],
    ['triggers', 'Switch off'],
  ] as const) {
    let shown = await visitor.open(step);
    for (let next = moreIn(shown.html); next; next = moreIn(shown.html)) shown = await visitor.open(next);
    expect([step, shown.text.includes(last)]).toEqual([step, true]);
  }
});

function moreIn(html: string): string | undefined {
  return /href="\?stages=([\w-]+&(?:amp;)?from=\d+)"/.exec(html)?.[1]?.replace('&amp;', '&');
}
