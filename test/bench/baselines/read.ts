import { Redis } from 'ioredis';
import Koa from 'koa';
import { parseStored, recordKey } from '../../../src/store/keys.ts';
import { openKeeper } from '../support/keeper.ts';
import { serveBaseline } from '../support/serve-baseline.ts';

/**
 * The minimum that returns stored data: Koa and one HGETALL, answered as it is. Or, if KEEPS is `records`, the same
 * record that the bridge reads: decrypted, decompressed, parsed, and a part of it answered to a caller with the right
 * token.
 */
const { REDIS_URL = '', KEEPS } = process.env;

const app = new Koa();
if (KEEPS === 'records') {
  const { redis, codec, recognise } = openKeeper(process.env);
  app.use(async (ctx) => {
    recognise(ctx);
    const key = recordKey(ctx.path.slice(1));
    const stored = await redis.getBuffer(key);
    if (!stored) return;
    const { deliveries, reportKey } = JSON.parse(codec.decrypt(parseStored(stored).content, key));
    ctx.body = { ...deliveries['callback/result'].acknowledged, reportKey };
  });
} else {
  const redis = new Redis(REDIS_URL);
  await redis.ping();
  app.use(async (ctx) => {
    ctx.body = await redis.hgetall(ctx.path.slice(1));
  });
}
await serveBaseline(app);
