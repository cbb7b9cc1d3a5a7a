import { Redis } from 'ioredis';
import Koa from 'koa';
import { serveFloor } from '../support/serve-floor.ts';

/** The least that shows what is stored: Koa and one HGETALL, answered as it is. */
const { REDIS_URL = '' } = process.env;

const redis = new Redis(REDIS_URL);
await redis.ping();
const app = new Koa();
app.use(async (ctx) => {
  ctx.body = await redis.hgetall(ctx.path.slice(1));
});
await serveFloor(app);
