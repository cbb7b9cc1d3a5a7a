import { once } from 'node:events';
import type Koa from 'koa';

const keptMs = 65_000;

/** The end of every floor's start: it listens at PORT if it has anything to answer, keeps connections as long as the bridge does, and ends with whoever measures it. */
export async function serveFloor(app: Koa | undefined): Promise<void> {
  const server = app?.listen(Number(process.env.PORT), '127.0.0.1');
  if (server) {
    server.keepAliveTimeout = keptMs;
    await once(server, 'listening');
  }
  process.once('disconnect', () => process.exit());
  process.send?.('ready');
}
