import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * Links between the servers of a Redis that has replicas, each of which calls the others from an address of its own
 * (`bind-source-addr`). A caller from another address, as the bridge is, is never cut off.
 */
export type RedisNetwork = {
  /** The address that a server calls from, by its number. */
  addressOf(server: number): string;
  /** A port by which the others reach a port of a server. */
  linkTo(server: number, port: number): Promise<number>;
  /** From now on nothing passes between this server and the others, in either direction, on open connections too. */
  cut(server: number): void;
  heal(): void;
  close(): Promise<void>;
};

type Pair = { from: string; to: number; sockets: readonly [Socket, Socket] };

export function openRedisNetwork(): RedisNetwork {
  const cut = new Set<number>();
  const pairs = new Set<Pair>();
  const servers: ReturnType<typeof createServer>[] = [];
  // The whole of 127.0.0.0/8 is this machine.
  const addressOf = (server: number) => `127.0.7.${server + 1}`;

  return {
    addressOf,
    async linkTo(to, port) {
      const server = createServer((near) => join(near, to, port)).listen(0, '127.0.0.1');
      servers.push(server);
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    },
    cut(server) {
      cut.add(server);
      for (const pair of pairs) update(pair);
    },
    heal() {
      cut.clear();
      for (const pair of pairs) update(pair);
    },
    async close() {
      for (const server of servers) server.close();
      for (const { sockets } of pairs) for (const socket of sockets) socket.destroy();
    },
  };

  function join(near: Socket, to: number, port: number): void {
    const far = connect(port, '127.0.0.1');
    const pair: Pair = { from: near.remoteAddress ?? '', to, sockets: [near, far] };
    pairs.add(pair);
    pass(pair, near, far);
    pass(pair, far, near);
    update(pair);
  }

  function pass(pair: Pair, from: Socket, to: Socket): void {
    from.on('error', () => undefined).setNoDelay(true);
    from.on('data', (chunk) => void to.write(chunk));
    from.once('close', () => {
      pairs.delete(pair);
      to.destroy();
    });
  }

  function update({ from, to, sockets }: Pair): void {
    const isInside = from.startsWith('127.0.7.');
    const isCut = isInside && (cut.has(to) || [...cut].some((server) => addressOf(server) === from));
    for (const socket of sockets) {
      if (isCut) socket.pause();
      else socket.resume();
    }
  }
}
