import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../support/random.ts';
import type { Stage } from './stage.ts';

/** An interview, and what the bridge has acknowledged of it. */
export type Life = {
  callbackUrl: string;
  email: string;
  ids: Set<string> /** The last score, out of 10. */;
  score: number;
};

export type Traffic = {
  readonly lives: readonly Life[];
  /** When each create and webhook was acknowledged, epoch ms. */
  readonly acknowledged: { creates: number[]; webhooks: number[] };
  /** Requests that were not: 503, or no answer. */
  readonly refused: number;
  /** Begins nothing new; resolves once everything that was begun is acknowledged. */
  end(): Promise<void>;
  /** Gives up what was begun. */
  stop(): void;
};

const scores = [3, 5, 8];
const againMs = 200;

/**
 * So many interviews a second: each is created, and some are created again; then it is scored three times, higher each
 * time, and some webhooks come twice at once. Every request is repeated until it is acknowledged.
 */
export function startTraffic(stage: Stage, perSecond: number, random: Random): Traffic {
  const lives: Life[] = [];
  const acknowledged = { creates: [] as number[], webhooks: [] as number[] };
  const running = new Set<Promise<void>>();
  const template = stage.vendor.definitions.find(({ status, type }) => status === 'active' && type === 'interview');
  let refused = 0;
  let isStopped = false;
  const timer = setInterval(() => {
    const life = live().finally(() => running.delete(life));
    running.add(life);
  }, 1000 / perSecond);

  return {
    lives,
    acknowledged,
    get refused() {
      return refused;
    },
    async end() {
      clearInterval(timer);
      await Promise.all(running);
    },
    stop() {
      clearInterval(timer);
      isStopped = true;
    },
  };

  async function live(): Promise<void> {
    const email = `candidate.${lives.length + 1}@example.test`;
    const life: Life = { callbackUrl: stage.workable.newCallbackUrl(), email, ids: new Set(), score: 0 };
    lives.push(life);
    const templateId = template?.id ?? '';
    const request = {
      interview_template_id: templateId,
      callback_url: life.callbackUrl,
      candidate: { first_name: 'Ines', email },
    };
    await create(life, request);
    if (random.chance(0.3)) await create(life, request);
    const attempt = await stage.vendor.start(email, templateId);
    for (const score of scores) {
      await sleep(random.whole(0, 2_000));
      await stage.vendor.score(attempt, score);
      const webhook = stage.webhookOf(attempt);
      const copies = random.chance(0.2) ? 2 : 1;
      await Promise.all(Array.from({ length: copies }, () => tell(webhook)));
      life.score = score;
    }
  }

  async function create(life: Life, request: unknown): Promise<void> {
    while (!isStopped) {
      const answer = await stage.create(random.whole(0, 1), request);
      if (answer?.status === 201) {
        life.ids.add(answer.id ?? '');
        acknowledged.creates.push(Date.now());
        return;
      }
      await rest();
    }
  }

  async function tell(webhook: unknown): Promise<void> {
    while ((await stage.sendWebhook(random.whole(0, 1), webhook)) !== 200) {
      if (isStopped) return;
      await rest();
    }
    acknowledged.webhooks.push(Date.now());
  }

  async function rest(): Promise<void> {
    refused += 1;
    await sleep(againMs);
  }
}
