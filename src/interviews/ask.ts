import { change } from './change.ts';
import type { Account, InterviewStore, WakeUp } from './ports.ts';
import type { InterviewRecord } from './record.ts';

type Parts = { store: Pick<InterviewStore, 'read' | 'readSurely' | 'save'>; now: () => number; wakeUp: WakeUp };

/** `cannot-ask`: the vendor of this interview answers no such question, or the account has another one now. */
export type Asked = { outcome: 'queued' | 'cannot-ask' | 'not-invited' };

/** Has the vendor asked now how an interview stands. Undefined where the account has no such interview. */
export async function askVendor(
  { store, now, wakeUp }: Parts,
  account: Account,
  id: string,
): Promise<Asked | undefined> {
  let asked: Asked | undefined;
  const changed = await change({ store, now }, account, id, {
    to(record) {
      asked = { outcome: answerableOf(record, account) };
      if (asked.outcome !== 'queued') return undefined;
      // Whatever earlier polls came to, and however the vendor wants them spread.
      const { notBefore: _notBefore, ...polled } = record.polled;
      return { ...record, polled: { ...polled, hintedAt: now() } };
    },
    event: 'an operator has the vendor asked',
    onDue: () => wakeUp(id),
  });
  return changed.outcome === 'gone' ? undefined : asked;
}

function answerableOf({ vendor: name, invitation }: InterviewRecord, { vendor }: Account): Asked['outcome'] {
  if (vendor.name !== name || vendor.capabilities.canAsk === 'never') return 'cannot-ask';
  return invitation.state === 'invited' || invitation.state === 'unclear' ? 'queued' : 'not-invited';
}
