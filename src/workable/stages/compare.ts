import { triggerName, withTaskDone } from './connection.ts';
import { keep, type TaskWork } from './connection-turn.ts';
import { isOfNoUse } from './list-of-trigger.ts';
import { seeRows } from './rows.ts';

const dailyMs = 24 * 60 * 60_000;
const mostAnew = 3;

/** One page of all candidates in a trigger's stage: once a day nothing that was missed stays so. */
export const compareStages: TaskWork = async (parts, turn, call) => {
  const { account, record } = turn;
  const { client, triggersWith } = account.connected;
  const now = parts.now();
  const { startedAt = now, done = [], next } = record.compare ?? {};
  const trigger = triggersWith(record)
    .all()
    .find((each) => each.isActive && !done.includes(triggerName(each)));
  if (!trigger) {
    return keep(parts, turn, ({ compare: _, ...each }) => withTaskDone(each, 'compare', now, startedAt + dailyMs));
  }
  const { job, stage } = trigger;
  const where = job === '*' ? { stage } : { shortcode: job, stage };
  const page = await call('truth', (asked) => client.candidates(next === undefined ? where : { next }, asked)).catch(
    async (error: unknown) => {
      // One trigger whose job or stage is gone keeps no other from being compared. On a later page the place where the
      // list goes on may be what is wrong: it is begun anew, some times.
      const isAnew = next !== undefined && (record.tasks.compare?.tries ?? 0) < mostAnew;
      if (isOfNoUse(error) && !isAnew) return { rows: [] };
      if (next !== undefined) await keep(parts, turn, (each) => ({ ...each, compare: { startedAt, done } }));
      throw error;
    },
  );
  await call('truth', (asked) => seeRows(parts, turn, page.rows, now, asked));
  const goesOn = 'next' in page ? page.next : undefined;
  const compare =
    goesOn === undefined ? { startedAt, done: [...done, triggerName(trigger)] } : { startedAt, done, next: goesOn };
  await keep(parts, turn, (each) => ({ ...each, compare }));
};
