import { type ConnectionRecord, type PollPosition, withTaskDone, withTaskWanted } from './connection.ts';
import { seeRows } from './rows.ts';
import { type ConnectionTurn, keep, type TaskWork } from './work.ts';

const everyMs = 60_000;
/** Lists may be some time behind. */
const overlapMs = 120_000;
/** Where they are further behind than that, a pass that reaches back so far finds what the others missed. */
const farMs = 15 * 60_000;
const farEveryMs = 10 * 60_000;
/** After so long without a good pass, a person decides who is still to be invited. */
const awayMs = 7 * 86_400_000;

/** One page of all candidates who have changed since the last good pass. */
export const poll: TaskWork = async (parts, turn, call) => {
  const { account, record } = turn;
  const { client } = account.connected;
  const askedAt = parts.now();
  if (isAway(record.poll, askedAt)) return comeBack(parts, turn);
  const { goodUntil = record.createdAt, startedAt = askedAt, next, ...rest } = record.poll;
  const isFar = next === undefined && startedAt - (rest.farAt ?? 0) >= farEveryMs;
  const page = await call('truth', (asked) =>
    client.candidates(next === undefined ? { updatedAfter: from(record, isFar) } : { next }, asked),
  ).catch(async (error) => {
    // The place where the list goes on may be what is wrong.
    if (next !== undefined) await keep(parts, turn, (each) => ({ ...each, poll: { ...rest, goodUntil } }));
    throw error;
  });
  await call('truth', (asked) => seeRows(parts, account, page.rows, askedAt, asked));
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

function isAway({ goodUntil, backAt = 0 }: PollPosition, now: number): boolean {
  return goodUntil !== undefined && now - Math.max(goodUntil, backAt) > awayMs;
}

/** Who came to a trigger's stage meanwhile is treated as one who stood there before: a person invites them. */
async function comeBack(parts: Parameters<TaskWork>[0], turn: ConnectionTurn): Promise<void> {
  const backAt = parts.now();
  await keep(parts, turn, (each) =>
    withTaskWanted({ ...each, baselines: {}, poll: { ...each.poll, backAt } }, 'baseline', backAt),
  );
  const detail = 'away for more than 7 days: who came to a stage meanwhile is invited only when a person asks for it';
  parts.emit({ event: 'connection', outcome: 'away', account: turn.account.name, detail, isAlarm: true });
}
