import { en } from '../../again/words/en.ts';
import { againStateOf, askedAgain, openEntryOf } from '../../applications/again.ts';
import { changeApplication } from '../../applications/change.ts';
import type { ApplicationRecord } from '../../applications/record.ts';
import { heldBefore, released } from '../../applications/release.ts';
import type { BridgeParts } from '../parts.ts';
import type { SelectedApplication } from '../selected.ts';

/** `why`: a sentence without its full stop. */
export type InvitedAgain = { outcome: 'asked' } | { outcome: 'no-use'; why: string } | { outcome: 'missing' };

const event = 'an operator asked for the invitation';

/**
 * Has a candidate invited who was not, did not take the interview, is back after one, or stood there before there was the
 * trigger: as the link in the comment does.
 */
export async function inviteAgain(
  { storage, wakeUps, now, audit }: Pick<BridgeParts, 'storage' | 'wakeUps' | 'now' | 'audit'>,
  { record: { id }, account, context }: SelectedApplication,
): Promise<InvitedAgain> {
  let why: string | undefined;
  const changed = await changeApplication(
    { applications: storage.applications, now, wakeUp: wakeUps.send },
    id,
    (record) => {
      const asked = askedIn(record);
      why = typeof asked === 'string' ? asked : undefined;
      return typeof asked === 'string' ? undefined : asked;
    },
  );
  if (changed === 'gone') return { outcome: 'missing' };
  if (why !== undefined) return { outcome: 'no-use', why };
  await audit({ account: account.name, did: 'had candidates invited again', ids: [id] });
  return { outcome: 'asked' };

  /** The record once that is asked for, or why it cannot be. */
  function askedIn(record: ApplicationRecord): ApplicationRecord | string {
    const before = heldBefore(record, () => true);
    if (before) return released(record, before, now(), event);
    const entry = openEntryOf(record, context, now());
    if (!entry) return 'There is nothing to invite the candidate to again';
    const state = againStateOf(record, entry, context, now());
    if (state.is === 'open') return askedAgain(record, entry, context, now(), event);
    return state.is === 'used'
      ? 'The candidate was invited, or that was asked for already'
      : en.overWhy[state.why].replace(/\.$/, '');
  }
}
