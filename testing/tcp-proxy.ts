import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type TcpProxy = {
  port: number;
  /**
   * Existing connections stay open and carry no more data, as when a machine vanishes from the network; new ones work.
   */
  forget(): void;
  /** From now on a connection that would carry this word stays open and carries no more data; new ones too. */
  swallow(word: string): void;
  /** Each existing connection is reset in the middle of its next data; new ones work. */
  cut(): void;
  /** Resets all connections, and new ones as soon as they are made, until `accept()`. */
  refuse(): void;
  accept(): void;
  /** How many connections were refused so far. */
  readonly refused: number;
  /** New connections go to another port; those that exist stay where they are. */
  redirect(port: number): void;
  close(): Promise<void>;
};

export async function openTcpProxy(targetPort: number): Promise<TcpProxy> {
  let target = targetPort;
  let swallowed: string | undefined;
  let isRefusing = false;
  let refused = 0;
  const sockets = new Set<Socket>();
  const doomed = new WeakSet<Socket>();

  const server = createServer((near) => {
    near.on('error', () => undefined);
    if (isRefusing) {
      refused += 1;
      near.resetAndDestroy();
      return;
    }
    const far = connect(target, '127.0.0.1');
    join(near, far);
    join(far, near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  function join(from: Socket, to: Socket): void {
    sockets.add(from);
    from.on('error', () => undefined);
    from.on('data', (chunk) => {
      if (swallowed !== undefined && chunk.includes(swallowed)) {
        for (const socket of [from, to]) socket.pause();
      } else if (doomed.has(from)) {
        to.write(chunk.subarray(0, chunk.length / 2), () => reset([from, to]));
      } else {
        to.write(chunk);
      }
    });
    from.once('close', () => {
      sockets.delete(from);
      to.destroy();
    });
  }

  return {
    port: (server.address() as AddressInfo).port,
    forget() {
      for (const socket of sockets) socket.pause();
    },
    swallow(word) {
      swallowed = word;
    },
    cut() {
      for (const socket of sockets) doomed.add(socket);
    },
    refuse() {
      isRefusing = true;
      reset(sockets);
    },
    accept() {
      isRefusing = false;
    },
    get refused() {
      return refused;
    },
    redirect(port) {
      target = port;
    },
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function reset(sockets: Iterable<Socket>): void {
  for (const socket of sockets) socket.resetAndDestroy();
}
