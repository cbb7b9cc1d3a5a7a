import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

type Mail = { to: string; messageId: string };

/** A mail server that takes every mail and sends none on. A mail that comes again, with its id, is the same one. */
export async function openMailbox() {
  const mails: Mail[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    talk(socket, (mail) => {
      if (!mails.some(({ messageId, to }) => messageId === mail.messageId && to === mail.to)) mails.push(mail);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Oldest first. */
    mails: mails as readonly Mail[],
    async close(): Promise<void> {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** As much of SMTP (RFC 5321) as one mail at a time needs. */
function talk(socket: Socket, keep: (mail: Mail) => void): void {
  let unread = '';
  let to = '';
  let text: string[] | undefined;
  const say = (line: string) => socket.write(`${line}\r\n`);
  socket.on('error', () => undefined);
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (unread + chunk).split('\r\n');
    unread = lines.pop() ?? '';
    for (const line of lines) {
      if (text === undefined) obey(line);
      else if (line !== '.') text.push(line);
      else finish();
    }
  });
  say('220 sandbox');

  function obey(line: string): void {
    const word = line.slice(0, 4).toUpperCase();
    if (word === 'RCPT') to = /<([^>]*)>/.exec(line)?.[1]?.toLowerCase() ?? '';
    if (word === 'DATA') {
      text = [];
      say('354 go on');
    } else if (word === 'QUIT') socket.end('221 bye\r\n');
    else say('250 ok');
  }

  function finish(): void {
    const [, messageId = ''] = /^Message-ID:\s*(\S+)/im.exec(text?.join('\n') ?? '') ?? [];
    text = undefined;
    keep({ to, messageId });
    say('250 kept');
  }
}
