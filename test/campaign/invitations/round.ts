import { setTimeout as sleep } from 'node:timers/promises';
import type { CreatedBody } from '../../../sandbox/workable/types.ts';
import { notKnown } from './person.ts';
import type { Kill, Plan } from './plan.ts';
import { type Stage, workableUrl } from './stage.ts';
import { wrongIn } from './verdict.ts';

export type Round = {
  /** Requests, the repeated ones included, and how many of them were answered 201. */
  requests: number;
  accepted: number;
  kills: number;
  /** Invitations of which a person had to find out. */
  decisions: number;
  /** How often the vendor was called, and how many invitations it made. */
  vendorCalls: number;
  invitations: number;
  doubles: number;
  /** Violations, each a sentence. */
  findings: string[];
};

/** Three silent vendor calls, a lease of a killed process, and a busy machine. */
const patienceMs = 120_000;
const lookMs = 2;

/** Many equal creates at both processes, repeated until they are accepted, while the plan's faults happen. */
export async function runRound(stage: Stage, plan: Plan, name: string): Promise<Round> {
  const { kind, vendor, front, doors, person } = stage;
  const email = `${name}@example.test`;
  const giveUpAt = performance.now() + patienceMs;
  const isOver = () => performance.now() > giveUpAt;
  const bodies = Array.from({ length: plan.interviews }, (_, which) => ({
    interview_template_id: vendor.templateIds[which % 2],
    callback_url: `${workableUrl}/interviews/${name}-${which}`,
    candidate: { first_name: 'Ines', email },
  }));
  let [requests, accepted, kills] = [0, 0, 0];
  const decided = person.decisions;
  const findings: string[] = [];

  front.begin([
    ...plan.troubles.map((trouble) => ({ isMeant: kind.isInvitation, trouble })),
    ...(plan.deafness ? [{ isMeant: kind.isSearch, trouble: plan.deafness }] : []),
  ]);

  const creates = bodies.map((body) => Promise.all(Array.from({ length: plan.creates }, (_, i) => insist(body, i))));
  const [ids] = await Promise.all([Promise.all(creates), plan.kill && kill(plan.kill)]);

  // A mail may be on its way.
  while (vendor.invitationsOf(email).length < plan.interviews && !isOver()) await sleep(50);
  const invitations = vendor.invitationsOf(email);
  findings.push(...wrongIn(ids, invitations));
  return {
    requests,
    accepted,
    kills,
    decisions: person.decisions - decided,
    vendorCalls: front.calls.filter(kind.isInvitation).length,
    invitations: invitations.length,
    doubles: Math.max(0, invitations.length - plan.interviews),
    findings,
  };

  /** The id of the 201; undefined when there is none in time. */
  async function insist(body: unknown, first: number): Promise<string | undefined> {
    for (let turn = first; !isOver(); turn += 1) {
      requests += 1;
      const answer = await doors[turn % 2]?.ask<CreatedBody>('POST', '/interviews', body).catch(() => undefined);
      if (answer?.status === 201) {
        accepted += 1;
        return answer.body.interview_id;
      }
      if (answer?.body.message === notKnown) await person.decide(plan.interviews);
      // 408: this process was too slow, on a busy machine.
      if (answer && ![408, 502, 503].includes(answer.status)) {
        findings.push(`a create was answered ${answer.status} ${JSON.stringify(answer.body)}`);
      }
      await sleep(200 + 400 * Math.random());
    }
    return undefined;
  }

  async function kill({ whom, when, delayMs, downMs }: Kill): Promise<void> {
    const isTime = {
      before: () => true,
      while: () => front.calls.some(kind.isInvitation),
      after: () => vendor.invitationsOf(email).length > 0,
    }[when];
    while (!isTime() && !isOver()) await sleep(lookMs);
    await sleep(delayMs);
    const victims = doors.filter((_, which) => whom === 'both' || which === (whom === 'first' ? 0 : 1));
    await Promise.all(victims.map((victim) => victim.process.kill()));
    kills += victims.length;
    await sleep(downMs);
    await Promise.all(victims.map((victim) => victim.process.start()));
  }
}
