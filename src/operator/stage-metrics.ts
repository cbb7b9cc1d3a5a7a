import type { Registry } from 'prom-client';
import { applicationStandings } from '../applications/standing.ts';
import type { BridgeAccount } from '../bridge-accounts.ts';
import type { Accounts } from '../interviews/ports/accounts.ts';
import type { ApplicationCounts } from '../store/application-counts.ts';
import type { Storage } from '../store/open.ts';
import type { RateUse } from '../workable/api/limiter.ts';
import type { ConnectionRecord } from '../workable/stages/connection.ts';
import { spiCircuit } from '../workable/stages/destinations/comments.ts';
import { isParkedForGood } from '../workable/stages/parking.ts';
import { type AccountGauge, openAccountGauges, type TotalGauge } from './account-gauges.ts';
import { hasStageDoor, type StageDoorAccount } from './queries/application-context.ts';

type Parts = {
  registry: Registry;
  accounts: Pick<Accounts<BridgeAccount>, 'all'>;
  storage: Pick<Storage, 'applicationCounts' | 'connections'>;
  now: () => number;
};

type Seen = { counts: ApplicationCounts; use: RateUse; connection: ConnectionRecord | undefined; now: number };

/** A write takes no longer: the outcome of one that is in flight since then is unknown. */
const unknownAfterMs = 60_000;
/** Every minute is polled: what is younger says nothing. */
const pollAgeSaidMs = 5 * 60_000;
/** That so many requests of a minute were counted is what `lastMinute` says: of six windows. */
const windowsOfMinute = 6;

const ofAccounts: readonly AccountGauge<Seen>[] = [
  {
    name: 'bridge_deliveries_outcome_unknown',
    help: 'Applications with a write that has had no answer for a minute, and is looked for on the timeline',
    value: ({ counts }) => counts.inDoubt,
  },
  {
    name: 'bridge_workable_token_refused',
    help: '1 while Workable does not accept the API token of an account: alarm when above 0',
    value: ({ connection }) => (connection?.refusedSince === undefined ? 0 : 1),
  },
  {
    name: 'bridge_workable_poll_age_seconds',
    help: 'Since when changes in Workable may be unknown, where that is more than 5 minutes: alarm above 600',
    value({ connection, now }) {
      const ageMs = now - (connection?.poll.goodUntil ?? now);
      return ageMs > pollAgeSaidMs ? ageMs / 1000 : undefined;
    },
  },
  {
    name: 'bridge_workable_tasks_failing',
    help: 'What the bridge does at Workable by itself and fails at present: subscriptions, polling, looking at jobs',
    value: ({ connection }) =>
      Object.values(connection?.tasks ?? {}).filter(({ problem }) => problem !== undefined).length,
  },
  {
    name: 'bridge_workable_parked',
    help: 'Jobs and kinds of entries that the member may not write to, which is tried again hourly: alarm when above 0',
    value: ({ connection }) => Object.values(connection?.parked ?? {}).filter(isParkedForGood).length,
  },
  {
    name: 'bridge_invitations_await_operator',
    help: '1 while invitations wait for an operator, after more than 7 days away: alarm when above 0',
    value: ({ connection }) => (connection?.away === undefined ? 0 : 1),
  },
  {
    name: 'bridge_workable_requests_waiting',
    help: "Requests to Workable's API that wait for their turn",
    value: ({ use }) => sum(Object.values(use.waiting)),
  },
];

const ofAll: readonly TotalGauge<Seen>[] = [
  {
    name: 'bridge_applications',
    help: "Candidates of jobs with triggers, by where they stand; those that never stood in a trigger's stage are not_enrolled",
    label: 'state',
    totals: (all) =>
      Object.fromEntries(
        applicationStandings.map((each, i) => [each, sum(all.map(({ counts }) => counts.standings[i] ?? 0))]),
      ),
  },
  {
    name: 'bridge_workable_requests_used',
    help: "Share (0 to 1) of Workable's rate limit that was used in the last minute, of the account that used most",
    total: (all) => Math.max(...all.map(({ use }) => usedShare(use))),
  },
  {
    name: 'bridge_workable_requests_today',
    help: "Requests to Workable's API since midnight in UTC: ours, those of others, and ours that were answered 429",
    label: 'kind',
    totals: (all) => ({
      ours: sum(all.map(({ use }) => use.today.ours)),
      others: sum(all.map(({ use }) => use.today.others)),
      refused: sum(all.map(({ use }) => use.today.refused)),
    }),
  },
];

/** Gauges of accounts with the stage door, read from Redis at each scrape; while it is unreachable they are absent. */
export function openStageMetrics({ registry, accounts, storage, now }: Parts): void {
  openAccountGauges(registry, { ofAccounts, ofAll }, () =>
    Promise.all(accounts.all().filter(hasStageDoor).map(see)).catch(() => []),
  );

  async function see({ name, connected }: StageDoorAccount): Promise<{ account: string; of: Seen }> {
    const { applicationCounts, connections } = storage;
    const at = now();
    const [counts, use, connection] = await Promise.all([
      applicationCounts.read(name, { circuit: spiCircuit, before: at - unknownAfterMs }),
      connected.rateUse(),
      connections.read(connections.idOf(name)),
    ]);
    return { account: name, of: { counts, use, connection: connection?.record, now: at } };
  }
}

function usedShare({ limit, lastMinute: { ours, others } }: RateUse): number {
  return (ours + others) / (limit * windowsOfMinute);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}
