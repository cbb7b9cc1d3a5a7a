import { expect, test } from 'vitest';
import { createMail } from '../../src/mail/destination.ts';
import { shippedTexts } from '../../src/mail/texts.ts';
import type { Envelope } from '../../src/mail/transport.ts';
import { day, givenRecord, t0 } from '../interviews/given.ts';

test.each([
  ['ana@exämple.test', 'ana@xn--exmple-cua.test'],
  ['ana@example.test', 'ana@example.test'],
  ['jörg@example.test', 'jörg@example.test'],
])('the domain of %s is written as every mail server understands it', async (email, expected) => {
  const envelopes: Envelope[] = [];
  const texts: string[] = [];
  const mail = createMail({
    transport: {
      async send(envelope, message) {
        envelopes.push(envelope);
        texts.push(Buffer.from(message).toString());
        return { outcome: 'acknowledged', answer: { status: 250 } };
      },
    },
    settings: {
      server: { host: 'localhost', port: 25, tls: 'never' },
      from: { name: '', address: 'jobs@acme.example' },
    },
    candidates: { company: 'Acme', language: 'en', texts: shippedTexts },
    vendorTitle: 'Vendor',
    opensForMs: 14 * day,
    publicUrl: 'https://bridge.test',
    now: () => t0,
  });
  const record = givenRecord({
    candidate: { firstName: 'Ana', email },
    candidateLink: 'https://v.test',
    mailsWanted: 1,
  });
  const subject = { record, outcome: { status: 'pending' as const } };
  const [document] = mail.documents(subject);
  await mail.write(subject, document!, { signal: new AbortController().signal });
  expect(envelopes).toEqual([{ from: 'jobs@acme.example', to: expected }]);
  expect(texts[0]).not.toContain('@exämple');
});
