import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noticePage } from '../../src/pages/notice.tsx';
import { renderPage } from '../../src/pages/render.tsx';

const foreign = fc.string({ unit: 'binary' });

/** What stands between two marks that the page itself sets. */
function between(page: string, start: string, end: string): string {
  const from = page.indexOf(start) + start.length;
  return page.slice(from, page.indexOf(end, from));
}

function show(text: string, more = ''): string {
  const { body } = renderPage(
    { title: text },
    <>
      <p title={`.${text}`}>{[text]}</p>
      <q>{more}</q>
    </>,
  );
  return body.toString();
}

test('no text can end the place it stands in', () => {
  fc.assert(
    fc.property(foreign, (text) => {
      const page = show(text);
      const places = [
        between(page, '<title>', '</title>'),
        between(page, '<p title="', '">'),
        between(page.slice(page.indexOf('<p title=')), '">', '</p>'),
      ];
      expect(places[1]).not.toMatch(/"/);
      for (const place of places) expect(place).not.toMatch(/<|&(?!(amp|lt|quot);)/);
    }),
  );
});

test('every text is on the page, character for character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const shown = between(show('', text), '<q>', '</q>');
      const read = shown.replaceAll('&lt;', '<').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
      expect(read).toBe(text.replaceAll(/[\u202A-\u202E\u2066-\u2069]|[^\P{Cc}\t\n\r]/gu, ''));
    }),
  );
});

test('no text turns the direction of what follows it, or holds unreadable characters', () => {
  const turns = '\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069';
  expect(show(`a${turns}b`)).toContain('<p title=".ab">ab</p>');
  expect(show(`c\u202Ed\u001B[31me\u0000f\tg\nh`)).toContain('>cd[31mef\tg\nh</p>');
  fc.assert(
    fc.property(foreign, (text) => {
      expect(show(`${text}${turns}`)).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
    }),
  );
});

test('what is removed from a text leaves no markup behind', () => {
  expect(show('<\u202Escript>&\u0000lt;b>')).toContain('>&lt;script>&amp;lt;b></p>');
});

test('data that only looks like markup is not shown', () => {
  const props = { dangerouslySetInnerHTML: { __html: '<b>bold</b>' } };
  const lookalike = JSON.parse(JSON.stringify({ type: 'p', props, key: null, __k: null, __v: 1 })) as never;
  expect(show('', lookalike)).toContain('<q></q>');
});

test('what is written from right to left stays as it is', () => {
  expect(show('مريم \u200Fאבי 👩‍👩‍👧')).toContain('>مريم \u200Fאבי 👩‍👩‍👧</p>');
});

test('a page names its language, and has no script and no style but the one that its policy allows', () => {
  const { headers, body } = renderPage({ title: 'Bericht', lang: 'de' }, <p>Hallo</p>);
  const page = body.toString();
  const style = between(page, '<style>', '</style>');
  const hash = createHash('sha256').update(style).digest('base64');
  expect(headers['Content-Security-Policy']).toContain(`style-src 'sha256-${hash}';`);
  expect(page).toMatch(/^<!doctype html>\n<html lang="de"><head><meta charset="utf-8"\/>/);
  expect(page).not.toMatch(/<script|<link|<img| style=| src=|url\(|@import/);
});

test('a page without much to say weighs little', () => {
  const { body } = noticePage({ kind: 'Report', title: 'Nothing here', sentence: 'Ask for a new link.' });
  expect(body.length).toBeLessThan(6 * 1024);
});
