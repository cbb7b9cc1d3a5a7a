import type { Context, JobState, NotWritable } from '../../applications/context.ts';
import type { ApplicationRecord } from '../../applications/record.ts';
import { placeOf } from '../../applications/settle.ts';
import { standingOf } from '../../applications/snapshot.ts';
import { budgets, type Within } from '../../interviews/budgets.ts';
import { outcomeOf } from '../../interviews/outcome.ts';
import type { Known } from '../../interviews/plan.ts';
import type { InterviewStore } from '../../interviews/ports.ts';
import { SpiError } from '../api/spi-error.ts';
import { type ConnectionRecord, isTooLongAway } from './connection.ts';
import { notInvited, parkedUntil } from './parking.ts';
import type { ConnectedAccount, ConnectionStore } from './parts.ts';
import type { Triggers } from './trigger-index.ts';

type Parts = {
  connections: Pick<ConnectionStore, 'idOf' | 'read'>;
  interviews: Pick<InterviewStore, 'read'>;
  /** The names of the vendor's templates by id, as far as they are known here. */
  templateNames: (account: string) => Promise<ReadonlyMap<string, string>>;
  within: Within;
  /** False: of a job that is not known here nothing is known. */
  asksWorkable?: boolean;
  now: () => number;
};

/** While Workable does not accept the token, it is looked at so often whether it does again. */
const cutOffLookMs = 60_000;
/** A member who is set has candidates invited at once: nothing else is missed. */
const memberLookMs = 60 * 60_000;

/** What decides about an application besides what is known of it. */
export async function contextOf(parts: Parts, account: ConnectedAccount, record: ApplicationRecord): Promise<Context> {
  const { connections } = parts;
  const { triggersWith, catalog } = account.connected;
  const [connection, interviews, templates] = await Promise.all([
    connections.read(connections.idOf(account.name)),
    interviewsOf(parts, account, record),
    parts.templateNames(account.name),
  ]);
  if (connection) account.connected.follow(connection.record);
  const triggers = triggersWith(connection?.record);
  const job = standingOf(record.seen)?.state.job;
  const isCutOff = connection?.record.refusedSince !== undefined;
  const isWanted = job !== undefined && isAtTrigger(triggers, record);
  const state = isWanted ? await jobState(parts, account, job, isCutOff) : 'unknown';
  return {
    trigger(place) {
      const found = triggers.at(place);
      return found && isReady(connection?.record, found.name) ? found.trigger : undefined;
    },
    hasTrigger: triggers.hasJob,
    job: (asked) => (asked === job ? state : 'unknown'),
    awaitsOperator: connection !== undefined && isAwaited(connection.record, parts.now()),
    parkedUntil: (asked, destinationId) =>
      connection && parkedUntil(connection.record, { job: asked, destinationId }, account.connected.member, record.id),
    notWritable: (asked) =>
      notWritable(account, connection?.record, { job: asked, applicationId: record.id }, parts.now()),
    ...(isCutOff ? { cutOffUntil: parts.now() + cutOffLookMs } : {}),
    stageName: (asked, slug) => catalog.knownNameOf(asked, slug) ?? slug,
    interviews,
    templates,
  };
}

function notWritable(
  { connected: { member } }: ConnectedAccount,
  connection: ConnectionRecord | undefined,
  about: { job: string; applicationId: string },
  now: number,
): NotWritable | undefined {
  if (member === undefined) return { why: 'no-member', until: now + memberLookMs };
  return connection && notInvited(connection, about, member);
}

/** Also before the first poll notes it. */
function isAwaited(record: ConnectionRecord, now: number): boolean {
  return record.away !== undefined || isTooLongAway(record, now);
}

/** Who stood there before is known. */
function isReady(connection: ConnectionRecord | undefined, name: string): boolean {
  return connection?.baselines[name]?.doneAt !== undefined;
}

/** Only about a job in which a candidate may be invited, or is about to be, Workable is asked. */
function isAtTrigger(triggers: Triggers, { seen }: ApplicationRecord): boolean {
  const state = standingOf(seen)?.state;
  const place = state && placeOf(state);
  return place !== undefined && triggers.at(place) !== undefined;
}

async function jobState(
  { within, asksWorkable = true }: Parts,
  { connected: { catalog } }: ConnectedAccount,
  job: string,
  isCutOff: boolean,
): Promise<JobState> {
  if (!asksWorkable || isCutOff) return catalog.knownJobState(job);
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
