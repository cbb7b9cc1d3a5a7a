import { setTimeout as sleep } from 'node:timers/promises';
import type { CreatedBody } from '../../../sandbox/workable/types.ts';
import type { Kill, Plan } from './plan.ts';
import { type Stage, workableUrl } from './stage.ts';

export type Round = {
  /** Requests, the repeated ones included, and how many of them were answered 201. */
  requests: number;
  accepted: number;
  kills: number;
  /** How often the vendor was called, and how many invitations it made. */
  vendorCalls: number;
  invitations: number;
  doubles: number;
  /** Violations, each a sentence. */
  findings: string[];
};

const invitePath = 'job-interview-register-users';
const findPath = 'merchant-candidate-list';
/** Three silent vendor calls, a lease of a killed process, and a busy machine. */
const patienceMs = 120_000;
const lookMs = 2;

/** Many equal creates at both processes, repeated until they are accepted, while the plan's faults happen. */
export async function runRound({ vendor, doors }: Stage, plan: Plan, name: string): Promise<Round> {
  const email = `${name}@example.test`;
  const giveUpAt = performance.now() + patienceMs;
  const isOver = () => performance.now() > giveUpAt;
  const templates = vendor.definitions.filter(({ status, type, is_ats }) => status === 'active' && type && !is_ats);
  const bodies = Array.from({ length: plan.interviews }, (_, which) => ({
    interview_template_id: templates[which % 2]?.id,
    callback_url: `${workableUrl}/interviews/${name}-${which}`,
    candidate: { first_name: 'Ines', email },
  }));
  let [requests, accepted, kills] = [0, 0, 0];
  const findings: string[] = [];

  vendor.requests.length = 0;
  vendor.invitations.length = 0;
  vendor.behave();
  for (const trouble of plan.troubles) vendor.misbehave({ path: invitePath, ...trouble });
  if (plan.deafness) vendor.misbehave({ path: findPath, ...plan.deafness });

  const creates = bodies.map((body) => Promise.all(Array.from({ length: plan.creates }, (_, i) => insist(body, i))));
  const [ids] = await Promise.all([Promise.all(creates), plan.kill && kill(plan.kill)]);

  ids.forEach((each, which) => {
    const distinct = [...new Set(each)];
    const invited = vendor.invitations.filter(({ externalId }) => externalId === distinct[0]);
    if (distinct.includes(undefined)) findings.push(`interview ${which} was not accepted within ${patienceMs} ms`);
    if (distinct.length !== 1) findings.push(`interview ${which} has the ids ${distinct.join(', ')}`);
    if (invited.length !== 1) findings.push(`interview ${which} was invited ${invited.length} times`);
  });
  const invitations = vendor.invitations.length;
  return {
    requests,
    accepted,
    kills,
    vendorCalls: vendor.requests.filter(({ path }) => path === invitePath).length,
    invitations,
    doubles: Math.max(0, invitations - plan.interviews),
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
      if (answer && ![502, 503].includes(answer.status)) {
        findings.push(`a create was answered ${answer.status} ${JSON.stringify(answer.body)}`);
      }
      await sleep(200 + 400 * Math.random());
    }
    return undefined;
  }

  async function kill({ whom, when, delayMs, downMs }: Kill): Promise<void> {
    const isTime = {
      before: () => true,
      while: () => vendor.requests.some(({ path }) => path === invitePath),
      after: () => vendor.invitations.length > 0,
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
