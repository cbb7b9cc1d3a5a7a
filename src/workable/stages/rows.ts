import { seeCandidate } from '../../applications/see.ts';
import type { CandidateRow } from '../api/candidates.ts';
import type { Turn } from '../api/limiter.ts';
import type { Catalog } from './catalog.ts';
import type { ConnectionTurn } from './connection-turn.ts';
import { isOfNoUse } from './list-of-trigger.ts';
import type { ConnectedAccount, ConnectionParts } from './parts.ts';
import { sightingOf } from './sighting.ts';
import type { Triggers } from './trigger-index.ts';

const rowsAtOnce = 20;

/**
 * Adds the rows of a list to their applications. Candidates who stand in no trigger's stage, and never did, are passed
 * over. `at`: when the list was asked for, epoch ms.
 */
export async function seeRows(
  parts: ConnectionParts,
  { account, record }: Pick<ConnectionTurn, 'account' | 'record'>,
  rows: readonly CandidateRow[],
  at: number,
  turn: Turn,
): Promise<void> {
  const where = { account, triggers: account.connected.triggersWith(record) };
  for (let i = 0; i < rows.length; i += rowsAtOnce) {
    await Promise.all(rows.slice(i, i + rowsAtOnce).map((row) => seeRow(parts, where, row, at, turn)));
  }
}

async function seeRow(
  parts: ConnectionParts,
  { account, triggers }: { account: ConnectedAccount; triggers: Triggers },
  row: CandidateRow,
  at: number,
  turn: Turn,
): Promise<void> {
  const { catalog, clock } = account.connected;
  const job = row.job?.shortcode;
  const mayBeWanted = job !== undefined && triggers.hasJob(job);
  const slugs = mayBeWanted && row.stage ? await slugsOf(catalog, job, row.stage, turn) : [];
  // Where a name fits several stages, a read decides which one it is.
  const isKept = job !== undefined && slugs.some((slug) => triggers.at({ job, stage: slug }) !== undefined);
  const stage = slugs.length === 1 ? slugs[0] : undefined;
  const sighting = sightingOf(row, { source: 'row', at, aheadMs: clock.aheadMs(), stage });
  await seeCandidate(parts, account.name, row.id, sighting, { isKept });
}

/** Of a job that is gone, or out of sight, no stage is known; the other rows count all the same. */
async function slugsOf(catalog: Catalog, job: string, stage: string, turn: Turn): Promise<readonly string[]> {
  try {
    return await catalog.slugsOf(job, stage, turn);
  } catch (error) {
    if (isOfNoUse(error)) return [];
    throw error;
  }
}
