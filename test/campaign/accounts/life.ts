import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../support/random.ts';
import { type Answer, type Ask, askOnce, type Front, isFinal } from './front.ts';
import type { Peers } from './peers.ts';

export type Stage = {
  front: Front;
  peers: Peers;
  operatorToken: string;
  /** A process was killed, or is starting, so lately that it may not know of a change yet. */
  isDisturbed: (sinceMs: number) => boolean;
  /** A change is in effect everywhere after so long. */
  withinMs: number;
};

/** What is found wrong, and how much was done. */
export type Lived = { findings: string[]; creates: number; results: number };

type Interview = { id: string; path: string; email: string; score: number };

const arrivesWithinMs = 60_000;
const pausedMs = 1_500;

/** One customer, from the day it is made until nothing is left of it. */
export async function live(stage: Stage, name: string, random: Random): Promise<Lived> {
  const lived: Lived = { findings: [], creates: 0, results: 0 };
  const say = (finding: string) => void lived.findings.push(`${name}: ${finding}`);
  const { front, peers, operatorToken, withinMs } = stage;
  const secret = `webhook-secret-of-${name}-${'0'.repeat(12)}`;
  let callbackToken = `callback-token-of-${name}`;
  let token = '';
  const interviews: Interview[] = [];
  try {
    token = await create();
    await use(random.whole(1, 3));
    token = await rotate();
    await use(1);
    await pauseAndResume();
    await changeCallbackToken();
    await use(1);
    await check();
    await remove();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
  }
  return lived;

  async function operate(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    return front.askUntil({ method, path: `/api/v1${path}`, token: operatorToken, body, headers });
  }

  async function create(): Promise<string> {
    const settings = {
      VENDOR: 'http',
      VENDOR_URL: peers.vendorUrl,
      VENDOR_TOKEN: `vendor-token-of-${name}`,
      VENDOR_WEBHOOK_SECRET: secret,
      WORKABLE_CALLBACK_TOKEN: callbackToken,
      WORKABLE_CALLBACK_HOSTS: new URL(peers.workableUrl).origin,
      DELIVERY_RETRY_SCHEDULE: '200ms,500ms,1s',
    };
    const made = await operate('POST', '/accounts', { name, settings }, { 'idempotency-key': randomUUID() });
    // A process that was killed may have made it without saying so.
    if (made.status !== 201 && made.status !== 409) throw new Error(`made with ${made.status}: ${made.body?.message}`);
    return made.body?.provider_token ?? (await makeToken()).token;
  }

  /** The account as some process knows it, which may take a moment to know it at all. */
  async function read(): Promise<{ provider_tokens: { id: string }[]; etag: string }> {
    const ask = { path: `/api/v1/accounts/${name}`, token: operatorToken };
    return (await front.askUntil(ask, ({ status }) => status === 200)).body;
  }

  async function makeToken(): Promise<{ id: string; token: string }> {
    for (;;) {
      const headers = { 'idempotency-key': randomUUID() };
      const made = await operate('POST', `/accounts/${name}/provider-tokens`, undefined, headers);
      if (made.status === 404) {
        // The process that was asked may not know it yet.
        await sleep(withinMs);
        continue;
      }
      if (made.status !== 201) throw new Error(`a token was answered ${made.status}: ${made.body?.message}`);
      if (made.body.provider_token) return { id: made.body.id, token: made.body.provider_token };
    }
  }

  async function use(count: number): Promise<void> {
    for (let i = 0; i < count; i += 1) {
      const interview = await invite(token);
      interviews.push(interview);
      await report(interview);
    }
  }

  async function invite(token: string): Promise<Interview> {
    const path = `/interviews/${name}-${randomUUID()}`;
    const email = `${randomUUID()}@example.test`;
    const answer = await whenEffective('a create', (url) =>
      askOnce(url, {
        method: 'POST',
        path: '/interviews',
        token,
        body: {
          interview_template_id: 'support',
          job_title: 'Operations Manager',
          callback_url: `${peers.workableUrl}${path}`,
          candidate: { first_name: 'Lakita', last_name: 'Marrero', email },
        },
      }),
    );
    if (answer.status !== 201) throw new Error(`a create was answered ${answer.status}: ${answer.body?.message}`);
    lived.creates += 1;
    return { id: answer.body.interview_id, path, email, score: 0 };
  }

  /** Until it is acknowledged: from then on it must arrive. */
  async function report(interview: Interview): Promise<void> {
    interview.score = random.whole(1, 100);
    const answer = await whenEffective('a webhook', (url) =>
      askOnce(url, {
        method: 'POST',
        path: '/webhooks/http',
        token: secret,
        body: {
          interview_id: interview.id,
          interview: { status: 'completed', score: { value: interview.score, max: 100 } },
        },
      }),
    );
    if (answer.status !== 200) throw new Error(`a webhook was answered ${answer.status}: ${answer.body?.message}`);
    lived.results += 1;
  }

  /** Asks one process after the other. 401 is right only for a moment after a change, or where processes were killed. */
  async function whenEffective(what: string, ask: (url: string) => Promise<Answer | undefined>): Promise<Answer> {
    const since = Date.now();
    for (;;) {
      const answer = await ask(front.next());
      if (answer && isFinal(answer) && answer.status !== 401 && answer.status !== 404) return answer;
      const isLate = Date.now() - since > withinMs + 1_000 && !stage.isDisturbed(since - withinMs);
      if (answer && [401, 404].includes(answer.status) && isLate) {
        throw new Error(`${what} was answered ${answer.status} ${Date.now() - since} ms after the account was changed`);
      }
      if (Date.now() - since > arrivesWithinMs) throw new Error(`${what} was last answered ${answer?.status}`);
      await sleep(100);
    }
  }

  /** One process, which knows of a change after a moment; a process that was killed lately may take longer. */
  async function untilAnswered(what: string, status: number, url: string, ask: Ask): Promise<void> {
    const since = Date.now();
    for (;;) {
      const answer = await askOnce(url, ask);
      if (answer?.status === status) return;
      if (Date.now() - since > withinMs && !stage.isDisturbed(since - withinMs)) {
        return say(`${what} was answered ${answer?.status} after ${Date.now() - since} ms`);
      }
      if (Date.now() - since > arrivesWithinMs) return say(`${what} was last answered ${answer?.status}`);
      await sleep(50);
    }
  }

  async function rotate(): Promise<string> {
    const before = await read();
    const { token: next } = await makeToken();
    interviews.push(await invite(next));
    await report(interviews.at(-1) as Interview);
    for (const { id } of before.provider_tokens) {
      const { status } = await operate('DELETE', `/accounts/${name}/provider-tokens/${id}`);
      if (status !== 204 && status !== 404) say(`retiring a token was answered ${status}`);
    }
    for (const url of front.urls) await untilAnswered('a retired token', 401, url, { path: '/interviews/none', token });
    return next;
  }

  async function pauseAndResume(): Promise<void> {
    const interview = await invite(token);
    interviews.push(interview);
    await operate('POST', `/accounts/${name}/pause`);
    for (const url of front.urls) {
      await untilAnswered('a create of a paused account', 503, url, {
        method: 'POST',
        path: '/interviews',
        token,
        body: {},
      });
    }
    // Nothing that a caller sees says when the workers know.
    await sleep(withinMs);
    await report(interview);
    await sleep(pausedMs);
    if (peers.puts.has(interview.path)) say('a paused account has sent a result');
    await operate('POST', `/accounts/${name}/resume`);
  }

  async function changeCallbackToken(): Promise<void> {
    callbackToken = `next-callback-token-of-${name}`;
    for (;;) {
      const { etag } = await read();
      const changed = await operate(
        'PATCH',
        `/accounts/${name}`,
        { settings: { WORKABLE_CALLBACK_TOKEN: callbackToken } },
        { 'if-match': etag },
      );
      if (changed.status === 200) break;
      if (changed.status !== 412) throw new Error(`a change was answered ${changed.status}: ${changed.body?.message}`);
      // A killed process may have made it, or the one that was asked has not heard of it.
      await sleep(200);
    }
    await sleep(withinMs);
  }

  /** Every result has arrived, the last state of each, with a token of this account; no one was invited twice. */
  async function check(): Promise<void> {
    const until = Date.now() + arrivesWithinMs;
    for (const { path, score, id, email } of interviews) {
      while (peers.puts.get(path)?.at(-1)?.score !== score && Date.now() < until) await sleep(100);
      const puts = peers.puts.get(path) ?? [];
      if (puts.at(-1)?.score !== score) say(`LOST: ${id} has ${puts.at(-1)?.score} in place of ${score}`);
      if (puts.some((put) => !put.token.endsWith(`-of-${name}`)))
        say(`${id} was sent with the token of another account`);
      const people = peers.invited.get(id);
      if (people?.size !== 1 || !people.has(email)) say(`${id} invited ${people?.size ?? 0} candidates`);
    }
    const last = interviews.at(-1);
    const used = last && peers.puts.get(last.path)?.at(-1)?.token;
    if (used !== callbackToken) say(`the last result came with ${used}`);
  }

  async function remove(): Promise<void> {
    for (;;) {
      const { body, status } = await operate('GET', `/accounts/${name}`);
      if (status === 404 || body.state === 'removing') break;
      const removed = await operate('DELETE', `/accounts/${name}?force=true&erase=true`, undefined, {
        'if-match': body.etag,
      });
      if (removed.status === 202 || removed.status === 404) break;
      if (removed.status !== 412) throw new Error(`removing was answered ${removed.status}: ${removed.body?.message}`);
      await sleep(200);
    }
    const until = Date.now() + arrivesWithinMs;
    while ((await operate('GET', `/accounts/${name}`)).status !== 404) {
      if (Date.now() > until) return say('is still there a minute after it was removed');
      await sleep(300);
    }
  }
}
