import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { CallbackBody } from '../../../sandbox/workable/types.ts';
import { accountKey } from '../../../src/store/keys.ts';
import type { Known } from './known.ts';
import type { Peers } from './prepare.ts';

type Parts = Omit<Peers, 'tokens'> & {
  url: string;
  redisUrl: string;
  known: Known;
  /** The bridge's clock. */
  now: () => number;
};

const restWithinMs = 60_000;

/** Undesired effects of the rubbish; empty if the bridge works as before. */
export async function findingsAfterwards(parts: Parts): Promise<string[]> {
  const { workable, redisUrl, now } = parts;
  const findings = [...(await findingsInSchedule(redisUrl, now))];
  const { callbacks, maxInFlightPerInterview } = workable.control;
  for (const { path, problems, body } of callbacks) {
    findings.push(...problems.map((problem) => `Workable received at ${path}: ${problem}`));
    if (/\\u(d[89a-f]|00[01])/i.test(JSON.stringify(body)))
      findings.push(`Workable received an invalid character at ${path}`);
    const score = (body as CallbackBody | undefined)?.interview?.score;
    if (score !== undefined && !Number.isFinite(Number(score))) findings.push(`Workable received a score of ${score}`);
  }
  if (maxInFlightPerInterview > 1) findings.push(`${maxInFlightPerInterview} PUTs of one interview were in flight`);
  return [...findings, ...(await findingsInPages(parts)), ...(await findingsOfNextInterview(parts))];
}

/** Everything due is done within a minute, and nothing has failed. */
async function findingsInSchedule(redisUrl: string, now: () => number): Promise<string[]> {
  const redis = new Redis(redisUrl);
  const keyOf = (name: string) => accountKey('default', name);
  const countDue = async () =>
    (await Promise.all(['due', 'outbox:callback'].map((name) => redis.zcount(keyOf(name), '-inf', now())))).reduce(
      (a, b) => a + b,
    );
  try {
    const giveUpAt = performance.now() + restWithinMs;
    while ((await countDue()) > 0 && performance.now() < giveUpAt) await sleep(100);
    const [due, failed] = [await countDue(), await redis.zcard(keyOf('failed'))];
    return [...(due > 0 ? [`${due} interviews stay due`] : []), ...(failed > 0 ? [`${failed} deliveries failed`] : [])];
  } finally {
    redis.disconnect();
  }
}

/** The result and the pages of an interview can be read in every state. */
async function findingsInPages({ url, known, workable }: Parts): Promise<string[]> {
  const findings: string[] = [];
  for (const { id, callbackUrl } of known.interviews) {
    const { status, body } = await workable.control.getInterview(id);
    if (status !== 200) findings.push(`GET of interview ${id} is answered ${status}`);
    if ((body as { status?: unknown }).status !== 'completed') continue;
    const result = workable.control.latest(callbackUrl);
    const shared = await workable.control.sharedLink(id);
    const pages = [result?.results_url, shared.body.url].map((page) => page && new URL(page).pathname);
    for (const page of pages) {
      const answer = await fetch(`${url}${page}`);
      if (answer.status !== 200) findings.push(`a page of interview ${id} is answered ${answer.status}`);
      await answer.text();
    }
  }
  return findings;
}

async function findingsOfNextInterview({ vendor, workable, known }: Parts): Promise<string[]> {
  const templateId = known.templates[0] ?? '';
  const email = `afterwards.${Date.now()}@example.test`;
  const created = await workable.control.createInterview({ templateId, candidate: { email } });
  if (created.status !== 201) return [`the next create is answered ${created.status}`];
  await vendor.control.score(await vendor.control.start(email, templateId), 8);
  const result = await workable.control.waitFor(created.callbackUrl).catch(() => undefined);
  return result?.interview?.score === '80' ? [] : ['the next interview does not reach Workable'];
}
