import type { Campaign } from './campaign.ts';
import { describePlan, planOf } from './invitations/plan.ts';
import { type Round, runRound } from './invitations/round.ts';
import { openStage } from './invitations/stage.ts';
import { vendorNames } from './invitations/vendors/vendors.ts';

const noRound: Round = {
  requests: 0,
  accepted: 0,
  kills: 0,
  decisions: 0,
  vendorCalls: 0,
  invitations: 0,
  doubles: 0,
  findings: [],
};

/** One create, one invitation: many equal creates at once, a vendor with faults, processes killed meanwhile. */
export const invitations: Campaign = {
  summary: 'one create, one invitation: crowds of equal creates at two web processes that are killed',
  options: {
    rounds: { default: 100, meaning: 'a person each, asked to one interview or to several at once' },
    creates: { default: 1_000, meaning: 'equal creates at once where it is one interview' },
    vendor: { default: 0, choices: vendorNames, meaning: 'who invites' },
    seed: { default: 1, meaning: 'of the first round; each next one has the next' },
  },
  async run({ rounds = 0, creates = 0, vendor: which = 0, seed = 0 }, print) {
    const startedAt = performance.now();
    const vendor = vendorNames[which] ?? '';
    const stage = await openStage(vendor);
    let total = noRound;
    try {
      for (let own = seed; own < seed + rounds; own += 1) {
        const plan = planOf(own, creates);
        const round = await runRound(stage, plan, `round-${own}`);
        total = sum(total, round);
        for (const finding of round.findings) print(`  ${finding}`);
        if (round.findings.length > 0) {
          print(
            `round ${own} (${describePlan(plan)}) alone: --vendor ${vendor} --rounds 1 --creates ${creates} --seed ${own}`,
          );
        }
        const done = own - seed + 1;
        if (done % 10 === 0 && done < rounds) print(`${done} rounds: ${describe(total)}`);
      }
    } finally {
      await stage.close();
    }
    print(`${rounds} rounds in ${Math.round((performance.now() - startedAt) / 1000)} s: ${describe(total)}`);
    return total.findings.length === 0;
  },
};

function sum(a: Round, b: Round): Round {
  return {
    requests: a.requests + b.requests,
    accepted: a.accepted + b.accepted,
    kills: a.kills + b.kills,
    decisions: a.decisions + b.decisions,
    vendorCalls: a.vendorCalls + b.vendorCalls,
    invitations: a.invitations + b.invitations,
    doubles: a.doubles + b.doubles,
    findings: [...a.findings, ...b.findings],
  };
}

function describe({ requests, accepted, kills, decisions, vendorCalls, invitations, doubles }: Round): string {
  return [
    `${requests} creates, ${accepted} answered 201`,
    `${kills} kills`,
    ...(decisions > 0 ? [`${decisions} invitations resolved by a person`] : []),
    `${vendorCalls} calls to the vendor`,
    `${invitations} invitations`,
    `${doubles} doubles`,
  ].join(', ');
}
