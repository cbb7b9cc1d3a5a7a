import { setTimeout as sleep } from 'node:timers/promises';
import type { SentState } from './kept.ts';
import type { Pace } from './pace.ts';
import { silenceMs } from './post.ts';
import type { VendorLog, VendorStage } from './vendor.ts';

type Parts = {
  stage: VendorStage<Pace, unknown>;
  eventLog: VendorLog;
  /** The web processes. */
  bridges: readonly string[];
};

/** What an earlier run of the vendor had come to. */
export type Progress = { last: SentState | undefined; isAcknowledged: boolean };

const retryMs = 100;
/** A request that a killed vendor had sent was read by then; after a newer one it would look like a change back. */
const strayMs = 1_000;

/** Plays a life from where it stands to its end. */
export function playCandidates({ stage, eventLog, bridges }: Parts) {
  let turn = 0;

  return async function play(person: string, acts: readonly Pace[], { last, isAcknowledged }: Progress): Promise<void> {
    const [first] = acts;
    if (last && !isAcknowledged) await sendUntilAcknowledged(last, acts[last.act] ?? first);
    if (last) await sleep(strayMs);
    else while (stage.arrive && !(await stage.arrive(person))) await sleep(retryMs);
    for (const [index, act] of acts.entries()) {
      if (index <= (last?.act ?? -1)) continue;
      await sleep(act.pauseMs);
      const sent: SentState = { person, act: index, state: await stage.perform(person, act) };
      eventLog.write('sent', idOf(sent), sent);
      await sendUntilAcknowledged(sent, act, act.isHasty);
      const told = { person, act, state: sent.state };
      if (act.isDoubled)
        await Promise.all(bridges.map((bridge) => watched(person, bridge, stage.notify(told, bridge))));
      const bridge = nextBridge();
      if (act.isFollowedByOld) await watched(person, bridge, stage.notifyOld(told, bridge));
    }
    eventLog.write('ended', person, person);
  };

  /** Until it is acknowledged; a hasty one only once. */
  async function sendUntilAcknowledged(sent: SentState, act: Pace | undefined, isHasty = false): Promise<void> {
    const { person, state } = sent;
    if (!act) return;
    for (;;) {
      const bridge = nextBridge();
      if ((await watched(person, bridge, stage.notify({ person, act, state }, bridge))) === 200) break;
      if (isHasty) return;
      await sleep(retryMs);
    }
    eventLog.write('acknowledged', idOf(sent), { person, act: sent.act });
  }

  async function watched(
    person: string,
    bridge: string,
    answer: Promise<number | undefined>,
  ): Promise<number | undefined> {
    const since = Date.now();
    const status = await answer;
    const until = Date.now();
    if (until - since >= silenceMs) eventLog.write('silence', `${person} ${since}`, { bridge, since, until });
    if (status !== undefined && status !== 200 && status !== 503) {
      eventLog.write('unexpected', `${person} ${status}`, `a webhook was answered ${status}`);
    }
    return status;
  }

  function nextBridge(): string {
    turn += 1;
    return bridges[turn % bridges.length] ?? '';
  }
}

function idOf({ person, act }: Omit<SentState, 'state'>): string {
  return `${person} ${act}`;
}
