import { type ConnectionRecord, isTooLongAway, withTaskDone } from './connection.ts';
import { keep, type TaskWork } from './connection-turn.ts';
import { seeRows } from './rows.ts';

const everyMs = 60_000;
/** Lists may be some time behind. */
const overlapMs = 120_000;
/** Where they are further behind than that, a pass that reaches back so far finds what the others missed. */
const farMs = 15 * 60_000;
const farEveryMs = 10 * 60_000;

/** One page of all candidates who have changed since the last good pass. */
export const poll: TaskWork = async (parts, turn, call) => {
  const { account, record } = turn;
  const { client, clock } = account.connected;
  const askedAt = parts.now();
  const { goodUntil = record.createdAt, startedAt = askedAt, next, ...rest } = record.poll;
  const isFar = next === undefined && startedAt - (rest.farAt ?? 0) >= farEveryMs;
  if (record.away === undefined && isTooLongAway(record, askedAt)) {
    const away = { since: goodUntil, until: askedAt };
    await keep(parts, turn, (each) => ({ ...each, away: each.away ?? away }));
    parts.emit({ event: 'connection', outcome: 'away', account: account.name, isAlarm: true });
  }
  const page = await call('truth', (asked) =>
    client.candidates(next === undefined ? { updatedAfter: from(record, isFar) + clock.aheadMs() } : { next }, asked),
  ).catch(async (error) => {
    // The place where the list goes on may be what is wrong.
    if (next !== undefined) await keep(parts, turn, (each) => ({ ...each, poll: { ...rest, goodUntil } }));
    throw error;
  });
  await call('truth', (asked) => seeRows(parts, turn, page.rows, askedAt, asked));
  const far = isFar ? { farAt: startedAt } : {};
  await keep(parts, turn, (each) =>
    page.next === undefined
      ? withTaskDone({ ...each, poll: { ...rest, ...far, goodUntil: startedAt } }, 'poll', askedAt, startedAt + everyMs)
      : { ...each, poll: { ...rest, ...far, goodUntil, startedAt, next: page.next } },
  );
};

/** Epoch ms. Who changed long before there was the connection is none of its business. */
function from({ createdAt, poll: { goodUntil = createdAt } }: ConnectionRecord, isFar: boolean): number {
  return Math.max(goodUntil - (isFar ? farMs : overlapMs), createdAt - overlapMs);
}
