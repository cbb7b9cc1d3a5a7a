import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Listening = {
  server: Server;
  /** The URL at which others reach it, without a trailing slash. */
  origin: string;
  close(): Promise<void>;
};

export type ListenOptions = { port?: number; host?: string; publicUrl?: string };

/** Opens a server that answers nothing yet; the caller attaches its application, which may then know its address. */
export async function listen({ port = 0, host = '127.0.0.1', publicUrl }: ListenOptions): Promise<Listening> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const origin = publicUrl?.replace(/\/+$/, '') ?? `http://${reachable}:${(server.address() as AddressInfo).port}`;
  return {
    server,
    origin,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
