import { once } from 'node:events';
import type Koa from 'koa';

const keptMs = 65_000;

/**
 * Ends the start of every baseline: listens at PORT if it serves requests, keeps connections as long as the bridge
 * does, and ends with the process that measures it.
 */
export async function serveBaseline(app: Koa | undefined): Promise<void> {
  const server = app?.listen(Number(process.env.PORT), '127.0.0.1');
  if (server) {
    server.keepAliveTimeout = keptMs;
    await once(server, 'listening');
  }
  process.once('disconnect', () => process.exit());
  process.send?.('ready');
}
