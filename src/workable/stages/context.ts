import type { Context, JobState } from '../../applications/context.ts';
import type { ApplicationRecord } from '../../applications/record.ts';
import { placeOf } from '../../applications/settle.ts';
import { standingOf } from '../../applications/snapshot.ts';
import { budgets, type Within } from '../../interviews/budgets.ts';
import { outcomeOf } from '../../interviews/outcome.ts';
import type { Known } from '../../interviews/plan.ts';
import type { InterviewStore } from '../../interviews/ports.ts';
import { SpiError } from '../api/spi-error.ts';
import type { ConnectionRecord } from './connection.ts';
import { parkedUntil } from './parking.ts';
import type { ConnectedAccount, ConnectionStore } from './parts.ts';

type Parts = {
  connections: Pick<ConnectionStore, 'idOf' | 'read'>;
  interviews: Pick<InterviewStore, 'read'>;
  /** The names of the vendor's templates by id, as far as they are known here. */
  templateNames: (account: string) => Promise<ReadonlyMap<string, string>>;
  within: Within;
  now: () => number;
};

/** What decides about an application besides what is known of it. */
export async function contextOf(parts: Parts, account: ConnectedAccount, record: ApplicationRecord): Promise<Context> {
  const { connections } = parts;
  const { triggers, catalog } = account.connected;
  const [connection, interviews, templates] = await Promise.all([
    connections.read(connections.idOf(account.name)),
    interviewsOf(parts, account, record),
    parts.templateNames(account.name),
  ]);
  if (connection?.record.subdomain !== undefined) account.connected.useSubdomain(connection.record.subdomain);
  const job = standingOf(record.seen)?.state.job;
  const state = job !== undefined && triggers.hasJob(job) ? await jobState(parts, account, record, job) : 'unknown';
  return {
    trigger(place) {
      const found = triggers.at(place);
      return found && isReady(connection?.record, found.name) ? found.trigger : undefined;
    },
    hasTrigger: triggers.hasJob,
    job: (asked) => (asked === job ? state : 'unknown'),
    parkedUntil: (asked, destinationId) =>
      connection && parkedUntil(connection.record, { job: asked, destinationId }, account.connected.member),
    stageName: (asked, slug) => catalog.knownNameOf(asked, slug) ?? slug,
    interviews,
    templates,
  };
}

/** Who stood there before is known. */
function isReady(connection: ConnectionRecord | undefined, name: string): boolean {
  return connection?.baselines[name]?.doneAt !== undefined;
}

/** Asked only about a job in which a candidate may be invited, or is about to be. */
async function jobState(
  { within }: Parts,
  { connected }: ConnectedAccount,
  { seen }: ApplicationRecord,
  job: string,
): Promise<JobState> {
  const { triggers, catalog } = connected;
  const state = standingOf(seen)?.state;
  const place = state && placeOf(state);
  if (!place || !triggers.at(place)) return 'unknown';
  try {
    return await within(budgets.read, ({ signal }) => catalog.jobState(job, { priority: 'truth', signal }));
  } catch (error) {
    if (error instanceof SpiError) return 'unknown';
    throw error;
  }
}

async function interviewsOf(
  { interviews, now }: Parts,
  { name, policy }: ConnectedAccount,
  { enrolments }: ApplicationRecord,
): Promise<ReadonlyMap<string, Known>> {
  const ids = enrolments.flatMap(({ interviewId, waits }) => [interviewId ?? [], waits?.interviewId ?? []].flat());
  const found = await Promise.all(ids.map((id) => interviews.read(id)));
  return new Map(
    found.flatMap((each) =>
      each?.record.account === name
        ? [[each.record.id, { record: each.record, outcome: outcomeOf(each.record, policy, now()) }]]
        : [],
    ),
  );
}
