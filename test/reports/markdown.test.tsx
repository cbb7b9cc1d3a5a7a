import fc from 'fast-check';
import { renderToString } from 'preact-render-to-string';
import { describe, expect, test } from 'vitest';
import { firstParagraph, isOneParagraph, Markdown } from '../../src/reports/markdown.tsx';

const html = (text: string) =>
  renderToString(<Markdown text={text} tableLabel="Table" />).replaceAll(' dir="auto"', '');
const inside = (text: string) => html(text).replace(/^<div class="text">|<\/div>$/g, '');

describe('of Markdown', () => {
  test.each([
    ['paragraphs', 'One.\n\nTwo\nlines.', '<p>One.</p><p>Two<br/>lines.</p>'],
    ['headings of any level', '## A\n\n#### B', '<h3>A</h3><h3>B</h3>'],
    ['bold and italic', '**a** and *b*', '<p><strong>a</strong> and <em>b</em></p>'],
    ['lists', '- a\n- b\n\n3. c', '<ul><li>a</li><li>b</li></ul><ol start="3"><li>c</li></ol>'],
    ['lists in lists', '- a\n  - b', '<ul><li>a<ul><li>b</li></ul></li></ul>'],
    ['quotations', '> a', '<blockquote><p>a</p></blockquote>'],
    ['rules', 'a\n\n---\n\nb', '<p>a</p><hr/><p>b</p>'],
  ])('%s are shown', (_what, text, expected) => {
    expect(inside(text)).toBe(expected);
  });

  test('tables are shown in a box that scrolls', () => {
    expect(inside('| A | B |\n| - | - |\n| 1 | **2** |')).toBe(
      '<div class="wide" role="group" aria-label="Table" tabindex="0"><table><thead><tr><th scope="col">A</th>' +
        '<th scope="col">B</th></tr></thead><tbody><tr><td>1</td><td><strong>2</strong></td></tr></tbody></table></div>',
    );
  });

  test.each([
    ['a link', '[text](https://evil.example)', 'text'],
    ['a bare address', 'see https://evil.example/x', 'see https://evil.example/x'],
    ['a picture', '![words](https://evil.example/x.png)', 'words'],
    ['a reference', '[a]: https://evil.example\n\n[a]', 'a'],
    ['code', '`a & <b>`', 'a &amp; &lt;b>'],
    ['what was struck out', 'takes ~5 to ~10 days', 'takes ~5 to ~10 days'],
    ['an ampersand', 'R&D & <more>', 'R&amp;D &amp; &lt;more>'],
    ['an entity', '&#60;script&#62;', '&amp;#60;script&amp;#62;'],
    ['HTML in a line', 'a <b onclick=x>b</b>', 'a &lt;b onclick=x>b&lt;/b>'],
    ['HTML of its own', '<script>alert(1)</script>', '&lt;script>alert(1)&lt;/script>'],
    ['indented text', '    four spaces', 'four spaces'],
  ])('%s becomes its text', (_what, text, expected) => {
    expect(inside(text)).toBe(`<p>${expected}</p>`);
  });

  test.each([
    ['marks', '*_a '.repeat(800)],
    ['quotations in each other', '> '.repeat(5_000)],
    ['lists in each other', '1. '.repeat(5_000)],
    ['letters in a word', `# ${'a.'.repeat(600)}@`],
  ])('there is none in a text with too many %s', (_what, text) => {
    expect(inside(text)).toBe(`<p>${text.replaceAll('>', '>')}</p>`);
  });

  test('lists that are deep stand as they were written from some depth on', () => {
    const text = Array.from({ length: 60 }, (_, i) => `${'  '.repeat(i)}- a`).join('\n');
    expect(inside(text).match(/<ul>/g)?.length).toBeLessThan(15);
    expect(inside(text).match(/a(?=<|\n|$)/g)?.length).toBe(60);
  });
});

describe('the first paragraph', () => {
  test.each([
    ['Calm **and** precise.\n\nMore.', 'Calm and precise.'],
    ['# Summary\n\nCalm [x](y)\nand `z`.', 'Calm x and z.'],
    ['- a list', undefined],
    ['', undefined],
  ])('of %j is %j', (text, expected) => {
    expect(firstParagraph(text)).toBe(expected);
  });

  test('may be all of the text', () => {
    expect(['a', 'a\n\nb', '# a', '', '\n\na\n'].map(isOneParagraph)).toEqual([true, false, false, false, true]);
  });
});

/** Whatever a vendor may write. */
const pieces = [
  ...[
    '#',
    '##',
    '**',
    '*',
    '_',
    '`',
    '```',
    '~~',
    '>',
    '> ',
    '- ',
    '1. ',
    '|',
    '|-|',
    '\n',
    '\n\n',
    '  ',
    '    ',
    '\\',
    '&amp;',
    '&',
  ],
  ...[
    '<script>',
    '</p>',
    '<!--',
    '-->',
    '<img src=x onerror=y>',
    'javascript:',
    '[a](b)',
    '![a](b)',
    '[a]: b',
    '<http://c.de>',
  ],
  ...['"', "'", '\u202E', '\u0000', 'é', '😀', 'word', 'עברית'],
];
const anyMarkdown = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 8 })))
  .map((each) => each.join(''));

const tags = [
  'div',
  'p',
  'h3',
  'hr',
  'br',
  'ul',
  'ol',
  'li',
  'strong',
  'em',
  'blockquote',
  'table',
  'thead',
  'tbody',
  'tr',
  'th',
  'td',
];

test('whatever is written, only the known elements come of it, without any address', () => {
  fc.assert(
    fc.property(anyMarkdown, (text) => {
      for (const [, name = '', attributes = ''] of html(text).matchAll(/<\/?([^\s>/]*)([^>]*)>/g)) {
        expect(tags).toContain(name);
        expect(attributes).toMatch(
          /^(\/?| class="(text|wide)"( role="group" aria-label="Table" tabindex="0")?| scope="col"| start="\d+")$/,
        );
      }
    }),
    { numRuns: 500 },
  );
});

test('whatever is written, no word is lost', () => {
  const sentence = fc.array(
    fc.constantFrom(
      'Anna',
      'leads',
      '**nine**',
      '_people_',
      '- and',
      '> asks',
      '# back',
      'R&D',
      '\n',
      '\n\n',
      '1. first',
      '| a | b |',
    ),
  );
  fc.assert(
    fc.property(sentence, (parts) => {
      const text = parts.join(' ');
      const shown = html(text)
        .replaceAll(/<[^>]*>/g, ' ')
        .replaceAll('&amp;', '&');
      for (const word of text.match(/[A-Za-z&]{2,}/g) ?? []) expect(shown).toContain(word);
    }),
  );
});
