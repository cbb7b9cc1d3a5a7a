import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Context, Next } from 'koa';
import { problemsOf } from './contract.ts';
import { type Inbox, record, recordInFlight } from './inbox.ts';
import type { AnswerRule } from './types.ts';

/** Counts a PUT as in flight until it is answered or its connection ends. */
export function countInFlight(inbox: Inbox) {
  return async function count(ctx: Context, next: Next) {
    const { path, res } = ctx;
    const now = (inbox.inFlightByPath.get(path) ?? 0) + 1;
    inbox.inFlight += 1;
    inbox.inFlightByPath.set(path, now);
    recordInFlight(inbox, now);
    let isCounted = true;
    function end() {
      if (!isCounted) return;
      isCounted = false;
      inbox.inFlight -= 1;
      const left = (inbox.inFlightByPath.get(path) ?? 1) - 1;
      if (left === 0) inbox.inFlightByPath.delete(path);
      else inbox.inFlightByPath.set(path, left);
    }
    res.once('close', end);
    await next();
    // The client may send its next one before this server sees the end of the connection.
    if (ctx.respond !== false) end();
  };
}

type Receiver = { callbackToken: string; now: () => number };

/** Answers a callback as Workable would, or as the first fitting rule says. */
export function receiveCallback(inbox: Inbox, { callbackToken, now }: Receiver) {
  return async function receive(ctx: Context) {
    const rule = takeRule(inbox, ctx.path);
    if (rule?.delayMs !== undefined) {
      await Promise.race([wait(rule.delayMs, undefined, { ref: false }), once(ctx.res, 'close')]);
    }
    const isAuthorised = ctx.get('authorization') === `Bearer ${callbackToken}`;
    const problems = isAuthorised ? problemsOf(ctx.request.body) : ['the bearer token is wrong'];
    const own = problems.length === 0 ? 200 : isAuthorised ? 400 : 401;
    const isWithheld = rule?.hang === true || rule?.drop === true;
    const isRecorded = rule?.after === 'record';
    const status = rule?.status ?? own;
    if (rule?.before !== 'record' && (isRecorded || !isWithheld)) {
      const { authorization: _token, ...headers } = ctx.headers;
      record(inbox, {
        path: ctx.path,
        at: now(),
        headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
        body: ctx.request.body,
        status: isWithheld ? 0 : status,
        problems,
        isTaken: problems.length === 0 && (isRecorded || status < 300),
      });
    }
    if (isWithheld) {
      ctx.respond = false;
      if (rule?.drop === true) ctx.req.socket.destroy();
      return;
    }
    ctx.status = status;
    ctx.body = rule?.body ?? (problems.length === 0 ? {} : { error: problems.join('; ') });
    if (rule?.headers !== undefined) ctx.set(rule.headers);
  };
}

function takeRule(inbox: Inbox, path: string): AnswerRule | undefined {
  const rule = inbox.rules.find((each) => each.times !== 0 && path.includes(each.match ?? ''));
  if (rule?.times !== undefined) rule.times -= 1;
  return rule;
}
