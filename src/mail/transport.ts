import { Readable } from 'node:stream';
import SmtpConnection, { type SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import { limitConcurrency } from '../http/limit-concurrency.ts';
import { limits } from '../limits.ts';
import type { WriteOptions, WriteResult } from '../outbox/destination.ts';
import type { SmtpServer } from './settings.ts';
import { failureOf, type SmtpError, successOf } from './smtp-answer.ts';

export type Envelope = { from: string; to: string };

/** Sends mails through one account's server. Nothing is open between two mails. */
export type Transport = {
  /**
   * Never throws: whatever happens is a result. Ends when `signal` aborts, and when `giveWay` does before the text was
   * begun.
   */
  send(envelope: Envelope, message: Uint8Array, options: WriteOptions): Promise<WriteResult>;
  /** Whether the server can be reached and takes the log-in; sends nothing. Never throws. */
  check(signal: AbortSignal): Promise<WriteResult>;
  /** Ends what is under way. */
  close(): void;
};

export function openTransport(server: SmtpServer): Transport {
  const inTurn = limitConcurrency(limits.mailConnectionsOfAccount);
  const open = new Set<SmtpConnection>();
  return {
    send: (envelope, message, options) => {
      const { signal, giveWay = signal } = options;
      const send = () => sendOne(server, open, envelope, message, options);
      return inTurn(AbortSignal.any([signal, giveWay]), send, allInUse);
    },
    check: (signal) =>
      talk(
        server,
        open,
        signal,
        () => false,
        async () => '250',
      ),
    close() {
      for (const connection of open) connection.close();
    },
  };
}

function allInUse(): WriteResult {
  return { outcome: 'try-again', isUnsent: true, answer: { error: 'all connections to the mail server are in use' } };
}

async function sendOne(
  server: SmtpServer,
  open: Set<SmtpConnection>,
  envelope: Envelope,
  message: Uint8Array,
  { signal, giveWay = signal }: WriteOptions,
): Promise<WriteResult> {
  let hasBegun = false;
  const early = new AbortController();
  const giveUp = (): void => {
    // From then on the server may have taken it, and its answer says so.
    if (!hasBegun) early.abort();
  };
  if (giveWay.aborted) giveUp();
  giveWay.addEventListener('abort', giveUp, { once: true });
  // It is read once the server has said yes to sender and recipient.
  const text = Readable.from(
    (function* () {
      hasBegun = true;
      yield message;
    })(),
  );
  const write = (connection: SmtpConnection): Promise<string> =>
    new Promise((resolve, reject) => {
      connection.send({ ...envelope }, text, (error, sent) => (error ? reject(error) : resolve(sent?.response ?? '')));
    });
  return talk(server, open, AbortSignal.any([signal, early.signal]), () => hasBegun, write);
}

/** One connection, from its greeting to its end; `say` comes after the log-in and resolves to the server's last word. */
async function talk(
  server: SmtpServer,
  open: Set<SmtpConnection>,
  signal: AbortSignal,
  hasBegun: () => boolean,
  say: (connection: SmtpConnection) => Promise<string>,
): Promise<WriteResult> {
  const connection = new SmtpConnection(optionsFor(server));
  open.add(connection);
  connection.once('end', () => open.delete(connection));
  try {
    const response = await converse(connection, server, signal, say);
    connection.quit();
    return successOf(response);
  } catch (error) {
    connection.close();
    return failureOf(error as SmtpError, hasBegun());
  }
}

function converse(
  connection: SmtpConnection,
  { login }: SmtpServer,
  signal: AbortSignal,
  say: (connection: SmtpConnection) => Promise<string>,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(Object.assign(new Error('Aborted'), { code: 'ETIMEDOUT' }));
    if (signal.aborted) return giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    // What ended it is said first.
    connection.once('end', () => setImmediate(giveUp));
    // Stays: an error after the end of the transaction is of no interest, but has to be heard.
    connection.on('error', reject);
    const go = (): void => void say(connection).then(resolve, reject);
    connection.connect((error) => {
      if (error) return reject(error);
      if (!login) return go();
      connection.login({ user: login.user, pass: login.password }, (refusal) => (refusal ? reject(refusal) : go()));
    });
  });
}

function optionsFor({ host, port, tls }: SmtpServer): SMTPConnectionOptions {
  return {
    host,
    port,
    secure: tls === 'always',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'never',
    // Without a password there is nothing that an impostor could not have by refusing to encrypt.
    ...(tls === 'if-offered' ? { opportunisticTLS: true, tls: { rejectUnauthorized: false } } : {}),
    connectionTimeout: limits.writeMs,
    greetingTimeout: limits.writeMs,
    socketTimeout: limits.writeMs,
    dnsTimeout: limits.writeMs,
    socketCloseTimeout: 0,
    maxResponseSize: limits.mailAnswerBytes,
    logger: false,
  };
}
