import { enrolled, lastEnrolment, newApplication, see } from '../../applications/record.ts';
import { isAt } from '../../applications/snapshot.ts';
import type { CandidateRow } from '../api/candidates.ts';
import { type ConnectionRecord, triggerName, withTaskDone } from './connection.ts';
import type { ConnectionParts } from './parts.ts';
import { sightingOf } from './sighting.ts';
import type { SettledTrigger } from './trigger-index.ts';
import { type ConnectionTurn, keep, type TaskWork } from './work.ts';

const lookMs = 60_000;

/**
 * One page of the candidates who stood in a trigger's stage before there was the trigger: nobody is invited unasked who
 * has been there for long. Until it is done, nobody is invited by that trigger.
 */
export const takeBaseline: TaskWork = async (parts, turn, call) => {
  const { account, record } = turn;
  const { client, triggersWith } = account.connected;
  const now = parts.now();
  const trigger = triggersWith(record)
    .all()
    .find((each) => each.isActive && !record.baselines[triggerName(each)]?.doneAt);
  if (!trigger) return keep(parts, turn, (each) => withTaskDone(each, 'baseline', now, now + lookMs));
  const name = triggerName(trigger);
  const { startedAt = now, next } = record.baselines[name] ?? {};
  if (record.baselines[name] === undefined) await keep(parts, turn, withBaseline(name, { startedAt }));
  const { job, stage } = trigger;
  const where = job === '*' ? { stage } : { shortcode: job, stage };
  const page = await call('truth', (asked) => client.candidates(next === undefined ? where : { next }, asked));
  for (const row of page.rows) await noteStanding(parts, turn, trigger, row, startedAt);
  const { next: goesOn } = page;
  await keep(
    parts,
    turn,
    withBaseline(name, goesOn === undefined ? { startedAt, doneAt: parts.now() } : { startedAt, next: goesOn }),
  );
};

function withBaseline(name: string, baseline: ConnectionRecord['baselines'][string]) {
  return (record: ConnectionRecord): ConnectionRecord => ({
    ...record,
    baselines: { ...record.baselines, [name]: baseline },
  });
}

/** Who changed since the trigger was made may have come since, and is left to the poll. */
async function noteStanding(
  { applications, newKey, now }: ConnectionParts,
  { account }: ConnectionTurn,
  { stage, template: templateId }: SettledTrigger,
  row: CandidateRow,
  startedAt: number,
): Promise<void> {
  const job = row.job?.shortcode;
  if (job === undefined || row.updatedAt === undefined || row.updatedAt >= startedAt) return;
  const id = await applications.idOf(account.name, row.id);
  const sighting = sightingOf(row, { source: 'row', at: startedAt, stage });
  if (sighting.snapshot.end !== undefined || !isAt(sighting.snapshot, { job, stage })) return;
  const seen = see(
    newApplication({ id, account: account.name, candidateId: row.id, againKey: newKey() }, now()),
    sighting,
  );
  const stay = { job, stage, templateId, since: row.updatedAt, at: now(), held: 'before' as const };
  if (await applications.add(enrolled(seen, stay), { dueAt: Number.POSITIVE_INFINITY })) return;
  // It was seen while there was no trigger, and is no news by now.
  const known = await applications.read(id);
  const last = known && lastEnrolment(known.record);
  if (!known || known.record.gone || (last && !last.left)) return;
  await applications.save(enrolled(see(known.record, sighting), stay), known.version, { dueAt: now() });
}
