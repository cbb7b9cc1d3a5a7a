import http from 'node:http';
import { text } from 'node:stream/consumers';
import Koa from 'koa';
import bodyParser from 'koa-bodyparser';
import { z } from 'zod';
import { openKeeper } from '../support/keeper.ts';
import { serveBaseline } from '../support/serve-baseline.ts';

/**
 * The minimum that turns a create into an invitation: Koa, its body parser, zod, one POST. Nothing is checked or kept,
 * unless KEEPS is
 * `records`: then a record is written before the vendor is called, and again with the outcome.
 */
const { VENDOR_URL = '', KEEPS } = process.env;

const shape = z.object({
  interview_template_id: z.string(),
  callback_url: z.string(),
  job_id: z.string(),
  job_title: z.string(),
  candidate: z.object({ first_name: z.string(), last_name: z.string(), email: z.string(), phone: z.string() }),
});

const keeper = KEEPS === 'records' ? openKeeper(process.env) : undefined;
const agent = new http.Agent({ keepAlive: true });
const app = new Koa();
app.use(bodyParser());
app.use(async (ctx) => {
  const { interview_template_id: id, callback_url: url, candidate } = shape.parse(ctx.request.body);
  const { first_name, last_name, email } = candidate;
  keeper?.recognise(ctx);
  const record = { ...(ctx.request.body as object), id: url };
  await keeper?.write({ ...record, invitation: 'inviting' });
  const users = [{ name: `${first_name} ${last_name}`, email, external_id: url }];
  await post({ users, interview_id: id, send_email: true });
  await keeper?.write({ ...record, invitation: 'invited' });
  keeper?.emit('invitation', 'invited', url);
  ctx.status = 201;
  ctx.body = { interview_id: url };
});
await serveBaseline(app);

function post(body: unknown): Promise<unknown> {
  const bytes = JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(bytes) };
  return new Promise((resolve, reject) => {
    http
      .request(`${VENDOR_URL}/job-interview-register-users`, { agent, method: 'POST', headers }, (response) => {
        text(response).then((answer) => resolve(JSON.parse(answer)), reject);
      })
      .once('error', reject)
      .end(bytes);
  });
}
