import { dataUriOf, pngOf } from '../../../testing/png.ts';
import { openWizardWorld } from '../../../testing/wizard-world.ts';
import type { PageSet, Shown } from './page-set.ts';

/** The page of a connect link, and the steps to the stage door: before, in between and when all is set up. */
export const connectPages: PageSet = {
  name: 'connect',
  async open() {
    const world = await openWizardWorld();
    const { spi, job, stage, template } = world;
    const brand = { VENDOR_NAME: 'Acme & Söhne <b>', BRAND_LOGO: dataUriOf(pngOf(60, 20)), BRAND_COLOR: '#ffcc00' };
    const fresh = await world.customer(brand);
    const started = await world.customer();
    await started.visitor.send('token', { do: 'paste', token: world.newToken() });
    const done = await world.customer(brand);
    const { visitor } = done;
    await visitor.send('token', { do: 'paste', token: world.newToken() });
    await visitor.send('token', { do: 'confirm', company: 'acme' });
    await visitor.send('member', { do: 'member', member: spi.member.id });
    spi.people.create({ stage, firstname: 'Bea', lastname: 'Before' });
    await spi.idle();
    await visitor.send(`triggers&job=${job}`, { do: 'add', job, stage, interview: template, where: 'job' });

    const page = (what: string, url: string): Shown => ({ what, url, before: () => world.later(10_000) });
    const step = (name: string, of = done, what = name): Shown => page(`step ${what}`, `${of.url}?stages=${name}`);
    const inLanguage = (language: string, shown: Shown): Shown => ({
      ...shown,
      what: `${shown.what} in ${language}`,
      headers: { 'Accept-Language': language },
    });
    const quick = (shown: Shown): Shown => ({ ...shown, isQuick: true });
    return {
      pages: [
        quick(page('a connect link', fresh.url)),
        page('a connect link whose stages are set up', done.url),
        { ...page('a new provider token', fresh.url), press: (window) => window.click('text=Make a new token') },
        { ...page('an empty callback token', fresh.url), press: pasteNothing },
        { ...page('a wrong API token', `${fresh.url}?stages=token`), press: pasteWrongToken },
        page('a link that has ended', `${fresh.url}x`),
        step('token', fresh, 'token, first'),
        step('token', started, 'token, whose company is to be confirmed'),
        ...['token', 'member', 'triggers', 'test', 'back-fill', 'people', 'overview'].map((name) => quick(step(name))),
        step(`triggers&job=${job}`),
        step('triggers&saved=added'),
        step('test&list=yes'),
        inLanguage('de', page('a connect link', fresh.url)),
        ...['token', 'member', 'triggers', 'test&list=yes', 'back-fill', 'people', 'overview'].map((name, i) =>
          inLanguage(['de', 'fr', 'es', 'pt'][i % 4] ?? 'de', step(name)),
        ),
        { ...step('token', started, 'token, with a mistake'), press: confirmNothing },
      ],
      close: world.close,
    };
  },
};

async function pasteNothing(window: Parameters<NonNullable<Shown['press']>>[0]): Promise<void> {
  // Past the browser's own check.
  await window.locator('#callback_token').fill(' ');
  await window.click('button:text("Save")');
}

/** Browsers refuse a date that is none: this one is sent as from a browser without such fields. */
async function confirmNothing(window: Parameters<NonNullable<Shown['press']>>[0]): Promise<void> {
  await window.evaluate(`document.querySelector('#expires').type = 'text'`);
  await window.fill('#expires', '31.5.2099');
  await window.click('button:text("Yes, connect it")');
}

async function pasteWrongToken(window: Parameters<NonNullable<Shown['press']>>[0]): Promise<void> {
  await window.locator('input[name=token]').fill('not a token');
  await window.locator('form:has(input[name=token]) button').click();
}
