import { describe, expect, it, onTestFinished, test } from 'vitest';
import { limits } from '../../src/limits.ts';
import type { SmtpServer as Settings } from '../../src/mail/settings.ts';
import { failureOf, type SmtpError } from '../../src/mail/smtp-answer.ts';
import { openTransport } from '../../src/mail/transport.ts';
import { secrets } from '../../testing/secrets.ts';
import { openSmtpServer } from '../../testing/smtp-server.ts';
import { until } from '../../testing/world.ts';

const login = { user: secrets.smtpUser, password: secrets.smtpPassword };
const envelope = { from: 'jobs@acme.example', to: 'ana@example.test' };
const mail = Buffer.from('Subject: x\r\n\r\nx\r\n');
const never = () => new AbortController().signal;

async function serverWith(options: Parameters<typeof openSmtpServer>[0] = {}) {
  const server = await openSmtpServer(options);
  onTestFinished(() => server.close());
  return server;
}

const send = (settings: Partial<Settings> & { port: number }, signal = never()) =>
  openTransport({ host: '127.0.0.1', tls: 'never', ...settings }).send(envelope, mail, { signal });

describe('a password goes over an encrypted connection only', () => {
  it('so that a server without STARTTLS never gets it', async () => {
    const { port, moments } = await serverWith({ disabledCommands: ['STARTTLS'] });
    expect(await send({ port, tls: 'starttls', login })).toEqual({
      outcome: 'try-again',
      isUnsent: true,
      answer: { error: 'TLS with the mail server failed (ETLS)' },
    });
    expect(moments).toEqual(['connect']);
  });

  it.each(['starttls', 'always'] as const)(
    'so that a server whose certificate nobody signed never gets it: %s',
    async (tls) => {
      const { port, moments } = await serverWith({ hideSTARTTLS: false, secure: tls === 'always' });
      const { outcome } = await send({ port, tls, login });
      expect(outcome).toBe('try-again');
      expect(moments).not.toContain('auth');
    },
  );
});

it('without a password any encryption is better than none, and none is enough', async () => {
  const encrypted = await serverWith({ hideSTARTTLS: false, authOptional: true });
  expect(await send({ port: encrypted.port, tls: 'if-offered' })).toMatchObject({ outcome: 'acknowledged' });
  expect(encrypted.mails[0]?.isSecure).toBe(true);
  const plain = await serverWith({ authOptional: true });
  expect(await send({ port: plain.port, tls: 'if-offered' })).toMatchObject({ outcome: 'acknowledged' });
  expect(plain.mails[0]?.isSecure).toBe(false);
});

it('a server on this machine is spoken to in clear, whatever it offers', async () => {
  const { port, mails } = await serverWith({ hideSTARTTLS: false });
  expect(await send({ port, login })).toMatchObject({ outcome: 'acknowledged' });
  expect(mails).toHaveLength(1);
});

it('a log-in that the server does not know is one that it refuses', async () => {
  const { port } = await serverWith();
  expect(await send({ port, login: { ...login, password: 'wrong' } })).toEqual({
    outcome: 'token-rejected',
    isCertain: true,
    answer: { status: 535, text: '5.1.1' },
  });
});

it('a server that wants a log-in where there is none refuses the sender', async () => {
  const { port } = await serverWith();
  expect(await send({ port })).toEqual({ outcome: 'token-rejected', isCertain: true, answer: { status: 530 } });
});

it.each([
  ['connect', true],
  ['from', true],
  ['rcpt', true],
  ['text', false],
] as const)(
  'a call that is ended while the server is silent at %s closes its connection; surely unsent: %s',
  async (at, isUnsent) => {
    const server = await serverWith();
    server.answer(at, 'hang');
    const controller = new AbortController();
    const sending = send({ port: server.port, login }, controller.signal);
    await until('it is there', () => server.moments.includes(at));
    controller.abort();
    const answer = { error: 'connection to the mail server failed (ETIMEDOUT)' };
    expect(await sending).toEqual({ outcome: 'try-again', answer, ...(isUnsent ? { isUnsent } : {}) });
    await until('it is closed', () => server.connections === 0);
  },
);

it.each(['connect', 'auth', 'from', 'rcpt'] as const)(
  'a mail that is to give way ends, unsent, where the server is silent at %s',
  async (at) => {
    const server = await serverWith();
    server.answer(at, 'hang');
    const giveWay = new AbortController();
    const sending = openTransport({ host: '127.0.0.1', port: server.port, tls: 'never', login }).send(envelope, mail, {
      signal: never(),
      giveWay: giveWay.signal,
    });
    await until('it is there', () => server.moments.includes(at));
    giveWay.abort();
    expect(await sending).toMatchObject({ outcome: 'try-again', isUnsent: true });
    await until('it is closed', () => server.connections === 0);
  },
);

it('a mail whose text the server has waits for its answer, although it is to give way', async () => {
  const server = await serverWith();
  server.answer('text', 'hold');
  const giveWay = new AbortController();
  const sending = openTransport({ host: '127.0.0.1', port: server.port, tls: 'never', login }).send(envelope, mail, {
    signal: never(),
    giveWay: giveWay.signal,
  });
  await until('the text is there', () => server.moments.includes('text'));
  giveWay.abort();
  server.behave();
  expect(await sending).toEqual({ outcome: 'acknowledged', answer: { status: 250 } });
});

it('a mail that waits for a connection gives way too', async () => {
  const server = await serverWith();
  server.answer('connect', 'hang');
  const transport = openTransport({ host: '127.0.0.1', port: server.port, tls: 'never', login });
  const giveWay = new AbortController();
  const others = Array.from({ length: limits.mailConnectionsOfAccount }, () =>
    transport.send(envelope, mail, { signal: never() }),
  );
  const waiting = transport.send(envelope, mail, { signal: never(), giveWay: giveWay.signal });
  giveWay.abort();
  expect(await waiting).toMatchObject({ outcome: 'try-again', isUnsent: true });
  transport.close();
  await Promise.all(others);
});

it('what is under way ends when the transport is closed', async () => {
  const server = await serverWith();
  server.answer('rcpt', 'hang');
  const transport = openTransport({ host: '127.0.0.1', port: server.port, tls: 'never', login });
  const sending = transport.send(envelope, mail, { signal: never() });
  await until('it is there', () => server.moments.includes('rcpt'));
  transport.close();
  expect(await sending).toMatchObject({ outcome: 'try-again', isUnsent: true });
});

it('a signal that is aborted already calls no server', async () => {
  const { port, moments } = await serverWith();
  expect(await send({ port, login }, AbortSignal.abort())).toMatchObject({ outcome: 'try-again', isUnsent: true });
  expect(moments).toEqual([]);
});

it('where there is no server nothing was sent', async () => {
  const { port, close } = await openSmtpServer();
  await close();
  expect(await send({ port })).toEqual({
    outcome: 'try-again',
    isUnsent: true,
    answer: { error: 'connection to the mail server failed (ECONNREFUSED)' },
  });
});

test.each<[Partial<SmtpError>, boolean, object]>([
  [{ command: 'RCPT TO', responseCode: 550 }, false, { outcome: 'failed' }],
  [{ command: 'RCPT TO', responseCode: 450 }, false, { outcome: 'try-again', isUnsent: true }],
  [{ command: 'DATA', responseCode: 554 }, false, { outcome: 'failed' }],
  [{ command: 'DATA', responseCode: 552 }, true, { outcome: 'failed' }],
  [{ command: 'DATA', responseCode: 451 }, true, { outcome: 'try-again', isUnsent: true }],
  [{ command: 'MAIL FROM', responseCode: 553 }, false, { outcome: 'token-rejected', isCertain: true }],
  [{ command: 'MAIL FROM', responseCode: 451 }, false, { outcome: 'try-again', isUnsent: true }],
  [{ code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 535 }, false, { outcome: 'token-rejected', isCertain: true }],
  [{ code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 454 }, false, { outcome: 'try-again', isUnsent: true }],
  [{ code: 'EAUTH', command: 'API' }, false, { outcome: 'token-rejected', isCertain: true }],
  [{ command: 'CONN', responseCode: 554 }, false, { outcome: 'try-again', isUnsent: true }],
  [{ code: 'ECONNECTION', command: 'CONN' }, true, { outcome: 'try-again' }],
])('%j, after the text: %s, is %j', (error, hasBegun, expected) => {
  const { answer: _, ...result } = failureOf(Object.assign(new Error('words with a@b.example'), error), hasBegun);
  expect(result).toEqual(expected);
});

test('of the words of the server only codes are kept', () => {
  const error = { responseCode: 550, command: 'RCPT TO', response: '550 5.7.1 <ana@example.test> unknown' };
  expect(failureOf(Object.assign(new Error('x'), error), false).answer).toEqual({ status: 550, text: '5.7.1' });
});
