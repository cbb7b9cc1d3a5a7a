import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import { secrets } from './secrets.ts';

export type ReceivedMail = {
  from: string;
  to: string[];
  raw: string;
  parsed: ParsedMail;
  user: string | undefined;
  isSecure: boolean;
};

/** Where in a transaction; `text` is after the end of the mail's text. */
export type Moment = 'connect' | 'auth' | 'from' | 'rcpt' | 'text';

/** A code such as 550, a yes once it behaves again, no answer ever, or the end of the connection without one. */
export type SmtpAnswer = number | 'hold' | 'hang' | 'die';

export type SmtpServer = {
  port: number;
  /** With user and password. */
  url: string;
  /** Taken, oldest first. */
  readonly mails: ReceivedMail[];
  /** Those whose text arrived, whatever it was answered. */
  readonly texts: ReceivedMail[];
  /** The moments that were reached, oldest first. */
  readonly moments: Moment[];
  /** Connections that are open. */
  readonly connections: number;
  /** Answers so from now on, `times` times. */
  answer(at: Moment, answer: SmtpAnswer, times?: number): void;
  /** Takes everything again. */
  behave(): void;
  close(): Promise<void>;
};

type Done = (error?: Error | null) => void;

/** A mail server that takes everything from whoever logs in. */
export async function openSmtpServer({
  port = 0,
  ...options
}: SMTPServerOptions & { port?: number } = {}): Promise<SmtpServer> {
  const mails: ReceivedMail[] = [];
  const texts: ReceivedMail[] = [];
  const moments: Moment[] = [];
  const held: Done[] = [];
  const rules: { at: Moment; answer: SmtpAnswer; left: number }[] = [];

  const server = new SMTPServer({
    authOptional: false,
    allowInsecureAuth: true,
    hideSTARTTLS: true,
    logger: false,
    closeTimeout: 0,
    onConnect: (session, done) => meet('connect', session, done),
    onAuth(auth, session, done) {
      const isRight = auth.username === secrets.smtpUser && auth.password === secrets.smtpPassword;
      if (!isRight) return done(withCode(535));
      meet('auth', session, (error) => (error ? done(error) : done(null, { user: secrets.smtpUser })));
    },
    onMailFrom: (_, session, done) => meet('from', session, done),
    onRcptTo: (_, session, done) => meet('rcpt', session, done),
    onData(stream, session, done) {
      void read(stream, session).then((mail) => {
        texts.push(mail);
        meet('text', session, (error) => {
          if (!error) mails.push(mail);
          done(error);
        });
      }, done);
    },
    ...options,
  });
  server.on('error', () => undefined);
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  const address = server.server.address() as AddressInfo;

  return {
    port: address.port,
    url: `smtp://${secrets.smtpUser}:${secrets.smtpPassword}@127.0.0.1:${address.port}`,
    mails,
    texts,
    moments,
    get connections() {
      return server.connections.size;
    },
    answer: (at, answer, times = Number.POSITIVE_INFINITY) => void rules.push({ at, answer, left: times }),
    behave() {
      rules.splice(0);
      for (const done of held.splice(0)) done();
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };

  function meet(at: Moment, session: SMTPServerSession, done: Done): void {
    moments.push(at);
    const rule = rules.find((each) => each.at === at && each.left > 0);
    if (rule) rule.left -= 1;
    if (!rule) done();
    else if (rule.answer === 'die') socketOf(session)?.destroy();
    else if (rule.answer === 'hold') held.push(done);
    else if (rule.answer !== 'hang') done(withCode(rule.answer));
  }

  function socketOf({ id }: SMTPServerSession): { destroy(): void } | undefined {
    return [...server.connections].find((each) => each.id === id)?._socket;
  }
}

/** Servers repeat the address in their words. */
function withCode(code: number): Error {
  const detail = `${String(code)[0]}.1.1`;
  return Object.assign(new Error(`${detail} <canary.mail@example.test> not now`), { responseCode: code });
}

async function read(stream: NodeJS.ReadableStream, session: SMTPServerSession): Promise<ReceivedMail> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  const raw = Buffer.concat(chunks);
  const { mailFrom, rcptTo } = session.envelope;
  return {
    from: mailFrom ? mailFrom.address : '',
    to: rcptTo.map(({ address }) => address),
    raw: raw.toString('latin1'),
    parsed: await simpleParser(raw),
    user: session.user,
    isSecure: session.secure,
  };
}
