import http from 'node:http';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import Koa from 'koa';
import bodyParser from 'koa-bodyparser';
import { z } from 'zod';
import { bearerOf, recogniseSecrets } from '../../src/http/secrets.ts';
import { createLog } from '../../src/log.ts';
import { createCodec } from '../../src/store/codec.ts';
import { serveFloor } from '../support/serve-floor.ts';

/**
 * The least that turns a webhook into a callback: Koa, its body parser, zod, a queue, a worker, a PUT. Nothing is checked or kept,
 * unless KEEPS is `records`: then the sender is recognised, what is told and what was answered goes into an encrypted record that is read
 * and written anew, and a line into the log, as the bridge does it; one thing after the other, and whoever else does so meanwhile wins.
 */
const { REDIS_URL = '', SINK_PORT, ROLES = '', KEEPS, WEBHOOK_SECRET = '' } = process.env;
const queueName = 'floor';
const concurrency = 50;

const shape = z.object({
  id: z.string(),
  interview_id: z.string(),
  candidate_external_id: z.string(),
  candidate_email: z.string(),
  interview_status: z.string(),
  processing_status: z.string(),
  score: z.number().nullable(),
  ai_analysis_recruiter: z.string(),
  recruiter_go_next_round: z.boolean().nullable(),
});

type Job = { id: string; path: string; text: string };

const keeper = KEEPS === 'records' ? openKeeper() : undefined;

let app: Koa | undefined;
if (ROLES.includes('web')) {
  const queue = new Queue<Job>(queueName, { connection: new Redis(REDIS_URL) });
  await queue.waitUntilReady();
  app = new Koa();
  app.use(bodyParser());
  app.use(async (ctx) => {
    const { candidate_external_id: id, ai_analysis_recruiter: text } = shape.parse(ctx.request.body);
    await keeper?.keepTold(id, ctx);
    await queue.add('put', { id, path: `/interviews/${id}`, text }, { removeOnComplete: true, removeOnFail: true });
    ctx.body = { received: true };
  });
}

if (ROLES.includes('worker')) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: concurrency });
  const worker = new Worker<Job>(
    queueName,
    async ({ data: { id, path, text } }) => {
      const send = (summary = text) => put(path, { status: 'completed', interview: { summary } });
      await (keeper ? keeper.keepAnswer(id, send) : send());
    },
    {
      connection: new Redis(REDIS_URL, { maxRetriesPerRequest: null }),
      concurrency,
    },
  );
  await worker.waitUntilReady();

  function put(path: string, body: unknown): Promise<void> {
    const text = JSON.stringify(body);
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    return new Promise((resolve, reject) => {
      http
        .request({ agent, port: SINK_PORT, method: 'PUT', path, headers }, (response) => {
          response.resume().once('end', resolve);
        })
        .once('error', reject)
        .end(text);
    });
  }
}
await serveFloor(app);

function openKeeper() {
  type Record = { id: string; told?: { ai_analysis_recruiter: string }; answeredAt?: number };
  const redis = new Redis(REDIS_URL);
  const codec = createCodec(['bench-data-key-of-thirty-two-characters']);
  const log = createLog('info');
  const isKnown = recogniseSecrets([[WEBHOOK_SECRET, true]]);
  return {
    async keepTold(id: string, ctx: Koa.Context): Promise<void> {
      if (!isKnown(bearerOf(ctx.headers.authorization) ?? '')) ctx.throw(401);
      await write({ ...(await read(id)), told: ctx.request.body as NonNullable<Record['told']> });
      log.info({ event: 'webhook', outcome: 'observed', account: 'default', interviewId: id });
    },
    async keepAnswer(id: string, send: (text?: string) => Promise<void>): Promise<void> {
      const record = await read(id);
      await send(record.told?.ai_analysis_recruiter);
      await write({ ...record, answeredAt: Date.now() });
      log.info({ event: 'delivery', outcome: 'acknowledged', account: 'default', interviewId: id });
    },
  };

  async function write(record: Record): Promise<void> {
    await redis.set(`kept:${record.id}`, codec.seal(JSON.stringify(record)));
  }

  async function read(id: string): Promise<Record> {
    const stored = await redis.getBuffer(`kept:${id}`);
    return stored ? (JSON.parse(codec.open(stored)) as Record) : { id };
  }
}
