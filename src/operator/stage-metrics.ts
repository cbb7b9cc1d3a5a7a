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
import { type AccountGauge, openAccountGauges } from './account-gauges.ts';
import { hasStageDoor, type StageDoorAccount } from './queries/application-context.ts';

type Parts = {
  registry: Registry;
  accounts: Pick<Accounts<BridgeAccount>, 'all'>;
  storage: Pick<Storage, 'applicationCounts' | 'connections'>;
  now: () => number;
};

type Seen = {
  counts: ApplicationCounts;
  use: RateUse;
  connection: ConnectionRecord | undefined;
  heardAt: number | undefined;
  now: number;
};

/** A write takes no longer: one that is in flight since then has no answer. */
const doubtMs = 60_000;

const gauges: readonly AccountGauge<Seen>[] = [
  {
    name: 'bridge_applications',
    help: "Candidates of jobs with triggers, by where they stand; those that never stood in a trigger's stage are not_enrolled",
    label: 'state',
    values: ({ counts }) => Object.fromEntries(applicationStandings.map((each, i) => [each, counts.standings[i] ?? 0])),
  },
  {
    name: 'bridge_entries_waiting',
    help: 'Applications with something that is still to be written to Workable',
    value: ({ counts }) => counts.waiting,
  },
  {
    name: 'bridge_entries_in_doubt',
    help: 'Applications with a write that has had no answer for a minute, and is looked for on the timeline',
    value: ({ counts }) => counts.inDoubt,
  },
  {
    name: 'bridge_entries_failed',
    help: 'Applications with an entry that is no longer tried (dead letters, also in bridge_deliveries_failed): alarm when above 0',
    value: ({ counts }) => counts.failed,
  },
  {
    name: 'bridge_workable_token_refused',
    help: '1 while Workable does not accept the API token of an account: alarm when above 0',
    value: ({ connection }) => (connection?.refusedSince === undefined ? 0 : 1),
  },
  {
    name: 'bridge_workable_poll_age_seconds',
    help: 'Since when nothing that changed in Workable is surely known: alarm above 600',
    value: ({ connection, now }) => secondsSince(connection?.poll.goodUntil, now),
  },
  {
    name: 'bridge_workable_webhook_age_seconds',
    help: "Since the last webhook of Workable's API",
    value: ({ heardAt, now }) => secondsSince(heardAt, now),
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
    help: '1 while nobody is invited before an operator says so, after more than 7 days away: alarm when above 0',
    value: ({ connection }) => (connection?.away === undefined ? 0 : 1),
  },
  {
    name: 'bridge_workable_requests_today',
    help: "Requests to Workable's API since midnight in UTC: ours, those of others, and ours that were answered 429",
    label: 'kind',
    values: ({ use: { today } }) => ({ ours: today.ours, others: today.others, refused: today.refused }),
  },
  {
    name: 'bridge_workable_requests_waiting',
    help: "Requests to Workable's API that wait for their turn",
    value: ({ use }) => Object.values(use.waiting).reduce((all, each) => all + each, 0),
  },
];

/** Gauges of accounts with the stage door, read from Redis at each scrape; while it is unreachable they are absent. */
export function openStageMetrics({ registry, accounts, storage, now }: Parts): void {
  openAccountGauges(registry, gauges, () => Promise.all(accounts.all().filter(hasStageDoor).map(see)).catch(() => []));

  async function see({ name, connected }: StageDoorAccount): Promise<{ account: string; of: Seen }> {
    const { applicationCounts, connections } = storage;
    const at = now();
    const [counts, heardAt, use, connection] = await Promise.all([
      applicationCounts.read(name, { circuit: spiCircuit, before: at - doubtMs }),
      applicationCounts.heardAt(name),
      connected.rateUse(),
      connections.read(connections.idOf(name)),
    ]);
    return { account: name, of: { counts, heardAt, use, connection: connection?.record, now: at } };
  }
}

function secondsSince(at: number | undefined, now: number): number | undefined {
  return at === undefined ? undefined : Math.max(0, now - at) / 1000;
}
