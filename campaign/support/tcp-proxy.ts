import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type TcpProxy = {
  port: number;
  /**
   * Connections that exist stay open and carry nothing any more, as when a machine vanishes from the network; new ones
   * work.
   */
  forget(): void;
  /** New connections go to another port; those that exist stay where they are. */
  redirect(port: number): void;
  close(): Promise<void>;
};

export async function openTcpProxy(targetPort: number): Promise<TcpProxy> {
  let target = targetPort;
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    forget() {
      for (const socket of sockets) socket.unpipe().pause();
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
