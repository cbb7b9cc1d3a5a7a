import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { openEventLog } from '../../../sandbox/event-log.ts';
import type { MailLifeKept } from './kept.ts';

/** The process of the mail server: it takes every mail, and has it on disk before it says so. */
const { PORT, EVENT_LOG = '' } = process.env;

const eventLog = openEventLog<MailLifeKept>(EVENT_LOG);
let taken = eventLog.read('mail').length;

const server = new SMTPServer({
  authOptional: true,
  hideSTARTTLS: true,
  logger: false,
  onData(stream, { envelope }, done) {
    void simpleParser(stream).then(({ messageId = '', text = '' }) => {
      taken += 1;
      const page = /^https?:\S+$/m.exec(text)?.[0] ?? '';
      for (const { address } of envelope.rcptTo) {
        eventLog.write('mail', String(taken), { person: address, messageId, page, at: Date.now() });
      }
      done();
    }, done);
  },
});
// A client that is killed.
server.on('error', () => undefined);
server.listen(Number(PORT), '127.0.0.1');
