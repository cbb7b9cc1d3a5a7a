import type { ApplicationRecord } from '../../applications/record.ts';
import { isWaiting } from '../../outbox/circuits.ts';
import { spiCircuit } from '../../workable/stages/destinations/comments.ts';
import { tokenRefusedText } from '../doctor/stage/connection.ts';
import { parkedIn } from '../doctor/stage/parked.ts';
import type { BridgeParts } from '../parts.ts';
import { describeOpenCircuit } from '../remedies.ts';
import type { StageDoorAccount } from './application-context.ts';
import { connectionOf } from './triggers.ts';

/**
 * What keeps entries of a candidate from the timeline, in doctor's words, which say what to do. `since`: where they do not
 * say it, epoch ms. `isTried`: the next one goes out now all the same, as the one that shows whether it still does.
 */
export type Obstacle = { text: string; since?: number; isTried: boolean };

/** Undefined where nothing is known to be in the way. */
export async function obstacleOf(
  { storage, now }: Pick<BridgeParts, 'storage' | 'now'>,
  account: StageDoorAccount,
  { enrolments }: Pick<ApplicationRecord, 'enrolments'>,
): Promise<Obstacle | undefined> {
  const at = now();
  const [connection, { circuits }] = await Promise.all([
    connectionOf({ storage }, account),
    storage.backlogs.backlogOf(account.name, at),
  ]);
  const stopped = (text: string): Obstacle => ({ text, isTried: false });
  if (account.isPaused) return stopped('the account is paused, and nothing goes out before it is resumed');
  if (connection?.refusedSince !== undefined) return stopped(tokenRefusedText(connection.refusedSince));
  const open = circuits.find(({ circuit, pause }) => circuit === spiCircuit && isWaiting(pause, at));
  if (open) return { text: describeOpenCircuit(account, open), isTried: open.pause.until <= at };
  const jobs = enrolments.map(({ job }) => job);
  const [found] = parkedIn(jobs, { parked: connection?.parked ?? {}, member: account.connected.member, now: at });
  return found && { isTried: false, text: found.text, ...(found.since === undefined ? {} : { since: found.since }) };
}
