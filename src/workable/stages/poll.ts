import { isTooLongAway, withTaskDone } from './connection.ts';
import { seeRows } from './rows.ts';
import { keep, type TaskWork } from './work.ts';

const everyMs = 60_000;
/** Lists may be some time behind. */
const overlapMs = 120_000;

/** One page of all candidates who have changed since the last good pass. */
export const poll: TaskWork = async (parts, turn, call) => {
  const { account, record } = turn;
  const { client } = account.connected;
  const askedAt = parts.now();
  const { goodUntil = record.createdAt, startedAt = askedAt, next } = record.poll;
  if (record.away === undefined && isTooLongAway(record, askedAt)) {
    const away = { since: goodUntil, until: askedAt };
    await keep(parts, turn, (each) => ({ ...each, away: each.away ?? away }));
    parts.emit({ event: 'connection', outcome: 'away', account: account.name, isAlarm: true });
  }
  const page = await call('truth', (asked) =>
    client.candidates(next === undefined ? { updatedAfter: goodUntil - overlapMs } : { next }, asked),
  ).catch(async (error) => {
    // The place where the list goes on may be what is wrong.
    if (next !== undefined) await keep(parts, turn, (each) => ({ ...each, poll: { goodUntil } }));
    throw error;
  });
  await call('truth', (asked) => seeRows(parts, turn, page.rows, askedAt, asked));
  await keep(parts, turn, (each) =>
    page.next === undefined
      ? withTaskDone({ ...each, poll: { goodUntil: startedAt } }, 'poll', askedAt, startedAt + everyMs)
      : { ...each, poll: { goodUntil, startedAt, next: page.next } },
  );
};
