import { Redis } from 'ioredis';
import Koa from 'koa';
import { interviewKey } from '../../src/store/keys.ts';
import { serveFloor } from '../support/serve-floor.ts';

/** The least that shows what is stored: Koa and one HGETALL, of the very hash that the bridge reads, answered as it is. */
const { REDIS_URL = '' } = process.env;

const redis = new Redis(REDIS_URL);
await redis.ping();
const app = new Koa();
app.use(async (ctx) => {
  ctx.body = await redis.hgetall(interviewKey(ctx.path.slice(1), 'interview'));
});
await serveFloor(app);
