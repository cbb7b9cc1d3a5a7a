import { setTimeout as sleep } from 'node:timers/promises';
import type { Created, Stage } from './stage.ts';

/** What the bridge has acknowledged, and when; epoch ms. */
export type Traffic = {
  /** Answered 201. */
  readonly created: number;
  /** Not answered 201: nothing was promised. */
  readonly refused: number;
  /** Results whose webhook was answered 200. */
  readonly acknowledged: readonly { callbackUrl: string; at: number }[];
  /** Begins nothing new; resolves once every result of an interview that was created is acknowledged. */
  end(): Promise<void>;
};

/** As a vendor does that was answered 503. */
const tellAgainMs = 2_000;

/** So many interviews a second, each with a result at once, told until it is acknowledged. */
export function startTraffic(stage: Stage, perSecond: number): Traffic {
  const acknowledged: { callbackUrl: string; at: number }[] = [];
  const lives = new Set<Promise<void>>();
  let [created, refused] = [0, 0];
  const timer = setInterval(() => {
    const life = live().finally(() => lives.delete(life));
    lives.add(life);
  }, 1000 / perSecond);

  return {
    get created() {
      return created;
    },
    get refused() {
      return refused;
    },
    acknowledged,
    async end() {
      clearInterval(timer);
      await Promise.all(lives);
    },
  };

  async function live(): Promise<void> {
    const interview = await stage.create();
    if (interview) {
      created += 1;
      await tell(interview);
    } else refused += 1;
  }

  async function tell(interview: Created): Promise<void> {
    while (!(await stage.tellResult(interview))) {
      if (stage.ended().length > 0) return;
      await sleep(tellAgainMs);
    }
    acknowledged.push({ callbackUrl: interview.callbackUrl, at: Date.now() });
  }
}
