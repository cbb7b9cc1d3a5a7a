import { Redis } from 'ioredis';
import Koa from 'koa';
import { interviewKey } from '../../src/store/keys.ts';

/** The least that shows what is stored: Koa and one HGETALL, of the very hash that the bridge reads, answered as it is. */
const { PORT, REDIS_URL = '' } = process.env;

const redis = new Redis(REDIS_URL);
await redis.ping();
const app = new Koa();
app.use(async (ctx) => {
  ctx.body = await redis.hgetall(interviewKey(ctx.path.slice(1), 'interview'));
});
app.listen(Number(PORT), '127.0.0.1');
process.send?.('ready');
