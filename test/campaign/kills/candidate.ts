import { setTimeout as sleep } from 'node:timers/promises';
import type { EventLog } from '../../../sandbox/event-log.ts';
import { isSubmitted, type SandboxVendorControl } from '../../../sandbox/vendor/control.ts';
import { payloadOf } from '../../../sandbox/vendor/payload.ts';
import type { SandboxAttempt, SandboxInvitation, WebhookPayload } from '../../../sandbox/vendor/types.ts';
import type { SentState, VendorLifeKept } from './kept.ts';
import type { Act } from './plot.ts';
import type { PostWebhook } from './post-webhook.ts';

type Parts = {
  control: SandboxVendorControl;
  eventLog: EventLog<VendorLifeKept>;
  post: PostWebhook;
  /** The web processes. */
  bridges: readonly string[];
};

/** What an earlier run of the vendor had come to. */
export type Progress = { last: SentState | undefined; isAcknowledged: boolean };

const retryMs = 100;
/** A request that a killed vendor had sent was read by then; after a newer one it would look like a change back. */
const strayMs = 1_000;

/** Plays a life from where it stands to its end. Doing an act again that was cut short changes nothing. */
export function playCandidates({ control, eventLog, post, bridges }: Parts) {
  let turn = 0;

  return async function play(
    { email, definitionId }: SandboxInvitation,
    acts: Act[],
    { last, isAcknowledged }: Progress,
  ) {
    if (last && !isAcknowledged) await sendUntilAcknowledged(last, false);
    if (last) await sleep(strayMs);
    for (const [index, act] of acts.entries()) {
      if (index <= (last?.act ?? -1)) continue;
      await sleep(act.pauseMs);
      const attempt = await attemptOf(email, definitionId, act.attempt);
      await perform(act, attempt);
      const sent: SentState = { person: email, act: index, payload: payloadOf(attempt) };
      eventLog.write('sent', idOf(sent), sent);
      await sendUntilAcknowledged(sent, act.isHasty);
      if (act.isDoubled) await Promise.all(bridges.map((bridge) => send(sent.payload, bridge)));
      if (act.isFollowedByOld) await send(collected(attempt), nextBridge());
    }
    eventLog.write('ended', email, email);
  };

  async function attemptOf(email: string, definitionId: string, number: number): Promise<SandboxAttempt> {
    const own = control.attempts.filter(({ profile }) => profile.email === email);
    const known = own[number - 1];
    if (known) return known;
    await control.start(email, definitionId);
    return attemptOf(email, definitionId, number);
  }

  async function perform(act: Act, attempt: SandboxAttempt): Promise<void> {
    switch (act.do) {
      case 'collect':
        return control.collect(attempt.id);
      case 'fail':
        return control.fail(attempt.id);
      case 'score':
        return control.score(attempt.id, act.score, { ai_analysis_recruiter: act.analysis });
      case 'decide':
        return control.decide(attempt.id, act.decision);
      case 'reset':
        return isSubmitted(attempt) ? control.reset(attempt.id) : undefined;
    }
  }

  /** Until it is acknowledged; a hasty one only once. */
  async function sendUntilAcknowledged({ person, act, payload }: SentState, isHasty: boolean): Promise<void> {
    while ((await send(payload, nextBridge())) !== 200) {
      if (isHasty) return;
      await sleep(retryMs);
    }
    eventLog.write('acknowledged', idOf({ person, act }), { person, act });
  }

  async function send(payload: WebhookPayload, bridge: string): Promise<number | undefined> {
    const status = await post(payload, bridge);
    if (status !== undefined && status !== 200 && status !== 503) {
      eventLog.write('unexpected', `${payload.id} ${status}`, `a webhook was answered ${status}`);
    }
    return status;
  }

  function nextBridge(): string {
    turn += 1;
    return bridges[turn % bridges.length] ?? '';
  }
}

/** The attempt as it was when the candidate had finished the answers. */
function collected(attempt: SandboxAttempt): WebhookPayload {
  return payloadOf({ ...attempt, result: { interview_status: 'completed' } });
}

function idOf({ person, act }: Omit<SentState, 'payload'>): string {
  return `${person} ${act}`;
}
