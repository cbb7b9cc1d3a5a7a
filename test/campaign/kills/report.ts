import type { Round } from './round.ts';

const mostFindings = 20;

/**
 * A round in a few lines; with what is needed to look into it, when a promise was broken. `again`: the words after
 * `npm run campaign --` that repeat it.
 */
export function describeRound({ seed, again }: { seed: number; again: string }, round: Round): string[] {
  const head = `seed ${seed}: ${summaryOf([round])}`;
  if (round.hasHeld) return [head];
  const found = findingsOf(round);
  return [
    head,
    ...found.slice(0, mostFindings).map((finding) => `  ${finding}`),
    ...(found.length > mostFindings ? [`  and ${found.length - mostFindings} more`] : []),
    `  event logs and logs: ${round.directory}`,
    `  again: npm run campaign -- ${again}`,
  ];
}

export function summaryOf(rounds: readonly Round[]): string {
  const sum = (value: (round: Round) => number) => rounds.reduce((all, round) => all + value(round), 0);
  const names = [...(rounds[0]?.kills.keys() ?? [])];
  const kills = names.map((name) => [name, sum((round) => round.kills.get(name)?.length ?? 0)] as const);
  const seconds = (ms: number) => `${Math.round(ms / 1000)} s`;
  return [
    `${kills.reduce((all, [, count]) => all + count, 0)} kills`,
    `(${kills.map(([name, count]) => `${name} ${count}`).join(', ')})`,
    `in ${seconds(sum(({ fireMs }) => fireMs))}, recovered in ${seconds(sum(({ recoveryMs }) => recoveryMs))};`,
    `${sum(({ audit }) => audit.created)} creates (${sum(({ audit }) => audit.repeated)} of them repeated) and`,
    `${sum(({ audit }) => audit.acknowledged)} webhooks acknowledged,`,
    `${sum(({ underFire }) => underFire)} of ${sum(({ audit }) => audit.arrived)} results complete under fire;`,
    `lost ${sum(({ audit }) => audit.missing.length)},`,
    `duplicates ${sum(({ audit }) => audit.duplicates)},`,
    ...(names.includes('mail') ? [`copies of mails ${sum(({ copies }) => copies)},`] : []),
    `wrong order ${sum(({ audit }) => audit.wrongOrder.length)},`,
    `double invitations ${sum(({ audit }) => audit.doubleInvitations.length)},`,
    `other findings ${sum(({ audit, findings }) => audit.findings.length + findings.length)}`,
  ].join(' ');
}

export function findingsOf({ audit, findings }: Pick<Round, 'audit' | 'findings'>): string[] {
  return [...audit.missing, ...audit.doubleInvitations, ...audit.wrongOrder, ...audit.findings, ...findings];
}
