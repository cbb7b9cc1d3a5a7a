import http from 'node:http';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import Koa from 'koa';
import bodyParser from 'koa-bodyparser';
import { z } from 'zod';
import { openKeeper } from '../support/keeper.ts';
import { serveBaseline } from '../support/serve-baseline.ts';

/**
 * The minimum that turns a webhook into a callback: Koa, its body parser, zod, a queue, a worker, a PUT. Nothing is
 * checked or kept, unless KEEPS is `records`: then the result and Workable's answer go into a record that is read and
 * written again.
 */
const { REDIS_URL = '', SINK_PORT, ROLES = '', KEEPS } = process.env;
const queueName = 'baseline';
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

const keeper = KEEPS === 'records' ? openKeeper(process.env) : undefined;

let app: Koa | undefined;
if (ROLES.includes('web')) {
  const queue = new Queue<Job>(queueName, { connection: new Redis(REDIS_URL) });
  await queue.waitUntilReady();
  app = new Koa();
  app.use(bodyParser());
  app.use(async (ctx) => {
    const { candidate_external_id: id, ai_analysis_recruiter: text } = shape.parse(ctx.request.body);
    if (keeper) {
      keeper.recognise(ctx);
      await keeper.write({ ...(await keeper.read(id)), result: ctx.request.body });
      keeper.emit('webhook', 'observed', id);
    }
    await queue.add('put', { id, path: `/interviews/${id}`, text }, { removeOnComplete: true, removeOnFail: true });
    ctx.body = { received: true };
  });
}

if (ROLES.includes('worker')) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: concurrency });
  const worker = new Worker<Job>(
    queueName,
    async ({ data: { id, path, text } }) => {
      const record = await keeper?.read(id);
      await put(path, { status: 'completed', interview: { summary: text } });
      if (!keeper || !record) return;
      await keeper.write({ ...record, answeredAt: Date.now() });
      keeper.emit('delivery', 'acknowledged', id);
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
await serveBaseline(app);
