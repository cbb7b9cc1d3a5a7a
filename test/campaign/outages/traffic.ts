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
  /** So many interviews whose results are still to come. */
  prepare(count: number): Promise<Created[]>;
  /** Their results come, evenly spread over so long. */
  emit(interviews: readonly Created[], overMs: number): void;
  /** Begins nothing new; resolves once every result of an interview that was created is acknowledged. */
  end(): Promise<void>;
};

/** As a vendor does that was answered 503. */
const tellAgainMs = 2_000;

/** So many interviews a second, each with a result at once, sent until it is acknowledged. */
export function startTraffic(stage: Stage, perSecond: number): Traffic {
  const acknowledged: { callbackUrl: string; at: number }[] = [];
  const lives = new Set<Promise<void>>();
  let [created, refused] = [0, 0];
  const timer = setInterval(() => begin(live()), 1000 / perSecond);

  return {
    get created() {
      return created;
    },
    get refused() {
      return refused;
    },
    acknowledged,
    async prepare(count) {
      const interviews = await Promise.all(Array.from({ length: count }, create));
      return interviews.filter((interview) => interview !== undefined);
    },
    emit(interviews, overMs) {
      for (const [i, interview] of interviews.entries()) {
        begin(sleep((i * overMs) / interviews.length).then(() => emit(interview)));
      }
    },
    async end() {
      clearInterval(timer);
      await Promise.all(lives);
    },
  };

  function begin(work: Promise<void>): void {
    const life = work.finally(() => lives.delete(life));
    lives.add(life);
  }

  async function live(): Promise<void> {
    const interview = await create();
    if (interview) await emit(interview);
  }

  async function create(): Promise<Created | undefined> {
    const interview = await stage.create();
    if (interview) created += 1;
    else refused += 1;
    return interview;
  }

  async function emit(interview: Created): Promise<void> {
    while (!(await stage.sendResult(interview))) {
      if (stage.ended().length > 0) return;
      await sleep(tellAgainMs);
    }
    acknowledged.push({ callbackUrl: interview.callbackUrl, at: Date.now() });
  }
}
