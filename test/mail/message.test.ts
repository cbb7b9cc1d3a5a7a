import fc from 'fast-check';
import { type ParsedMail, simpleParser } from 'mailparser';
import { describe, expect, it, test } from 'vitest';
import { invitationHtml } from '../../src/mail/invitation-html.tsx';
import { invitationText } from '../../src/mail/invitation-text.ts';
import { letterTo } from '../../src/mail/letter.ts';
import { invitationMessage, messageIdOf } from '../../src/mail/message.ts';
import { en } from '../../src/mail/texts/en.ts';
import { placeholders, textKeys } from '../../src/mail/texts/keys.ts';
import { shippedTexts } from '../../src/mail/texts.ts';
import { givenRecord } from '../interviews/given.ts';

const url = 'https://bridge.example/i/main_0000000000000001.secret';
const languages = Object.keys(shippedTexts);

type Given = { name?: string; lastName?: string; job?: string; company?: string; vendor?: string; language?: string };

function letter({
  name = 'Ana',
  lastName = 'Sí',
  job = 'Cook',
  company = 'Acme',
  vendor = 'Vendor',
  language = 'en',
}: Given = {}) {
  const candidate = { firstName: name, lastName, email: 'ana@example.test' };
  return letterTo(givenRecord({ candidate, jobTitle: job }), {
    vendorTitle: vendor,
    expiresAt: Date.UTC(2026, 11, 13, 9, 30),
    settings: {
      company,
      contact: 'talent@acme.example',
      language,
      texts: { ...shippedTexts, ar: { ...en, heading: 'دعوة' } },
    },
    language,
  });
}

async function sent(given: Given = {}): Promise<{ raw: string; parsed: ParsedMail }> {
  const message = await invitationMessage(letter(given), {
    settings: { from: { name: given.company ?? 'Acme', address: 'jobs@acme.example' } },
    to: {
      name: `${given.name ?? 'Ana'} ${given.lastName ?? ''}`.replaceAll(/\s+/g, ' ').trim(),
      address: 'ana@example.test',
    },
    url,
    messageId: '<invitation.1.x@bridge.example>',
    sentAt: 0,
  });
  return { raw: message.toString('latin1'), parsed: await simpleParser(message) };
}

const headerNames = (raw: string) =>
  (raw.split(/\r\n\r\n/)[0] ?? '').split(/\r\n(?![ \t])/).map((line) => line.split(':')[0]?.toLowerCase());

const usual = headerNames((await sent()).raw);

describe.each(languages)('in %s', (language) => {
  test('every text is there, with its placeholders', () => {
    const texts = shippedTexts[language] ?? expect.fail('there is no such language');
    for (const key of textKeys) {
      const names = [...texts[key].matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect([key, new Set(names)]).toEqual([key, new Set(placeholders[key])]);
      expect(texts[key]).toBe(texts[key].trim());
    }
  });

  test('no two languages say the same', () => {
    const same = textKeys.filter((key) => language !== 'en' && shippedTexts[language]?.[key] === en[key]);
    expect(same.filter((key) => !['contact'].includes(key))).toEqual([]);
  });

  const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
  const nasty = fc.constantFrom(
    '\r\nBcc: x@y.example',
    '{company}',
    '{job}',
    '<b>&amp;',
    '"\'`',
    '$&$1',
    '\u202eevil',
    'שלום',
    '👩🏽‍🍳',
    '=?utf-8?q?x?=',
    '\0',
  );
  const text = fc.array(fc.oneof(word, nasty), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' '));

  it('whatever is filled in, no placeholder is left, no header is added and no markup arises', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, text, text, async (name, job, company, vendor) => {
        const { raw, parsed } = await sent({ name, job, company, vendor, language });
        expect(headerNames(raw)).toEqual(usual);
        expect(parsed.headers.has('bcc')).toBe(false);
        const given = `${name}${job}${company}${vendor}`;
        const html = String(parsed.html);
        for (const [whole] of `${parsed.text}${html}${parsed.subject}`.matchAll(/\{\w+\}/g))
          expect(given).toContain(whole);
        expect(new Set(html.match(/<[a-z]+/g))).toEqual(
          new Set(String((await sent({ language })).parsed.html).match(/<[a-z]+/g)),
        );
        expect(html).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
        expect(parsed.text).toContain(url);
      }),
      { numRuns: 60 },
    );
  });

  test('the text reads on its own, a thought to a paragraph', () => {
    const paragraphs = invitationText(letter({ language }), url).split('\n\n');
    expect(paragraphs).toHaveLength(7);
    expect(paragraphs[0]).toContain('Ana');
    expect(paragraphs[2]?.split('\n')).toHaveLength(5);
    expect(paragraphs[2]).toContain('2026');
    expect(paragraphs[3]?.split('\n')).toEqual([expect.stringMatching(/:$/), url]);
    expect(paragraphs.join(' ')).not.toMatch(/[{}<>]|undefined|\s\s/);
  });
});

test('a language that is written from right to left is', () => {
  expect(invitationHtml(letter({ language: 'ar' }), url)).toContain('<html lang="ar" dir="rtl">');
});

test('the mail is small, and every line of it short enough for any server', async () => {
  const { raw } = await sent({ job: 'x'.repeat(300), company: 'y'.repeat(200) });
  expect(raw.length).toBeLessThan(30_000);
  expect(Math.max(...raw.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
});

test('the same invitation has the same id, and each one after it another', () => {
  const id = messageIdOf('main_1', 1, 'https://bridge.example/path');
  expect(id).toBe('<invitation.1.main_1@bridge.example>');
  expect(messageIdOf('main_1', 2, 'https://bridge.example/path')).not.toBe(id);
});
