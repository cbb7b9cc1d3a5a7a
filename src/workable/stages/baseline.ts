import { enrolled, lastEnrolment, newApplication, see } from '../../applications/record.ts';
import { isAt } from '../../applications/snapshot.ts';
import { Failure } from '../../errors.ts';
import { limits } from '../../limits.ts';
import type { CandidateRow } from '../api/candidates.ts';
import { type ConnectionRecord, triggerName, withTaskDone } from './connection.ts';
import { type ConnectionTurn, keep, type TaskWork } from './connection-turn.ts';
import { isOfNoUse } from './list-of-trigger.ts';
import type { ConnectionParts } from './parts.ts';
import { sightingOf } from './sighting.ts';
import type { SettledTrigger } from './trigger-index.ts';

const lookMs = 60_000;
/** A list that Workable does not give is asked for again after so long. */
const againMs = 10 * 60_000;

/**
 * One page of the candidates who stood in a trigger's stage before there was the trigger: no candidate is invited unasked who
 * has been there for long. Until it is done, that trigger invites no candidate.
 */
export const takeBaseline: TaskWork = async (parts, turn, call) => {
  const { account } = turn;
  const { client, triggersWith } = account.connected;
  const now = parts.now();
  const active = triggersWith(turn.record)
    .all()
    .filter((each) => each.isActive);
  const trigger = active.find((each) => isWanted(turn.record.baselines[triggerName(each)], now));
  if (!trigger) return keep(parts, turn, (each) => withTaskDone(each, 'baseline', now, now + lookMs));
  const name = triggerName(trigger);
  const { startedAt = now, next } = turn.record.baselines[name] ?? {};
  await keep(parts, turn, withBaseline(name, { startedAt, ...(next === undefined ? {} : { next }) }));
  const { job, stage } = trigger;
  const where = job === '*' ? { stage } : { shortcode: job, stage };
  const page = await call('truth', (asked) => client.candidates(next === undefined ? where : { next }, asked)).catch(
    async (error: unknown) => {
      // The place where the list goes on may be what is wrong. Other triggers do not wait for this one.
      await keep(
        parts,
        turn,
        withBaseline(name, { startedAt, ...(isOfNoUse(error) ? { retryAt: now + againMs } : {}) }),
      );
      if (isOfNoUse(error)) return undefined;
      throw error;
    },
  );
  if (!page) return;
  for (const row of page.rows) await noteStanding(parts, turn, trigger, row, startedAt);
  const { next: goesOn } = page;
  await keep(
    parts,
    turn,
    withBaseline(name, goesOn === undefined ? { startedAt, doneAt: parts.now() } : { startedAt, next: goesOn }),
  );
};

function isWanted(baseline: ConnectionRecord['baselines'][string] | undefined, now: number): boolean {
  return baseline?.doneAt === undefined && (baseline?.retryAt ?? 0) <= now;
}

/**
 * Notes since when there is each trigger, before anything is asked of Workable: who comes while it does not answer has
 * come since. A trigger that is switched on again later is a new one.
 */
export async function noteTriggers(parts: ConnectionParts, turn: ConnectionTurn): Promise<void> {
  const triggers = turn.account.connected.triggersWith(turn.record).all();
  const names = [...new Set(triggers.filter(({ isActive }) => isActive).map(triggerName))];
  const known = Object.keys(turn.record.baselines);
  if (known.length === names.length && known.every((name) => names.includes(name))) return;
  const startedAt = parts.now();
  await keep(parts, turn, (record) => ({
    ...record,
    baselines: Object.fromEntries(names.map((name) => [name, record.baselines[name] ?? { startedAt }])),
  }));
}

function withBaseline(name: string, baseline: ConnectionRecord['baselines'][string]) {
  return (record: ConnectionRecord): ConnectionRecord => ({
    ...record,
    baselines: { ...record.baselines, [name]: baseline },
  });
}

/** Who changed since the trigger was made may have come since, and is left to the poll. */
async function noteStanding(
  { applications, newKey, now }: ConnectionParts,
  { account, record: connection }: ConnectionTurn,
  { stage, template: templateId }: SettledTrigger,
  row: CandidateRow,
  startedAt: number,
): Promise<void> {
  const job = row.job?.shortcode;
  const aheadMs = account.connected.clock.aheadMs();
  if (job === undefined || row.updatedAt === undefined) return;
  const since = row.updatedAt - aheadMs;
  if (since >= startedAt) return;
  const id = await applications.idOf(account.name, row.id);
  const sighting = sightingOf(row, { source: 'row', at: startedAt, aheadMs, stage });
  // A job's own entry comes before that of all jobs.
  if (account.connected.triggersWith(connection).at({ job, stage })?.trigger.templateId !== templateId) return;
  if (sighting.snapshot.end !== undefined || !isAt(sighting.snapshot, { job, stage })) return;
  const stay = { job, stage, templateId, since, at: now(), held: 'before' as const };
  const made = newApplication({ id, account: account.name, candidateId: row.id, againKey: newKey() }, now());
  for (let tries = 0; tries < limits.savesInARow; tries += 1) {
    const known = await applications.read(id);
    const last = known && lastEnrolment(known.record);
    // The stay was noted already, or began by another trigger.
    if (last && !last.left) return;
    const record = enrolled(see(known?.record ?? made, sighting), stay);
    const schedule = { dueAt: known ? now() : Number.POSITIVE_INFINITY };
    const isKept = known
      ? (await applications.save(record, known.version, schedule)).outcome === 'saved'
      : await applications.add(record, schedule);
    if (isKept) return;
  }
  throw new Failure('busy', 'The application changes all the time');
}
