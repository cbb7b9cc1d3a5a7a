import type { WriteResult } from '../outbox/destination.ts';
import { budgets } from './budgets.ts';
import { plan, type Write } from './plan.ts';
import { mayWrite, type Turn, type WorkParts } from './turn.ts';

/** How long other work on an interview waits for a call that gives way, about. */
const lookMs = 250;

/**
 * One call. `gaveWay`: nothing was taken and it ended early, since other work on the interview is due: a result does
 * not wait for a mail server that is silent.
 */
export async function writeOrGiveWay(
  parts: WorkParts,
  turn: Turn,
  { destination, document, subject }: Write,
): Promise<{ result: WriteResult; gaveWay: boolean }> {
  const otherWork = new AbortController();
  let isOver = false;
  if (destination.givesWay) void watch(parts, turn, destination.circuit, otherWork, () => isOver);
  try {
    const result = await parts.within(budgets.write, ({ signal }) =>
      destination.write(subject, document, { signal, giveWay: otherWork.signal }),
    );
    const isUntaken = result.outcome === 'try-again' && result.isUnsent === true;
    return { result, gaveWay: isUntaken && otherWork.signal.aborted };
  } finally {
    isOver = true;
  }
}

/** Looks at the record until the call is over: other processes save what they hear of the interview meanwhile. */
async function watch(
  parts: WorkParts,
  turn: Turn,
  circuit: string,
  otherWork: AbortController,
  isOver: () => boolean,
): Promise<void> {
  while (parts.sleep && !otherWork.signal.aborted) {
    await parts.sleep(lookMs);
    if (isOver()) return;
    if (await isOtherWorkDue(parts, turn, circuit).catch(() => false)) otherWork.abort();
  }
}

async function isOtherWorkDue(parts: WorkParts, turn: Turn, circuit: string): Promise<boolean> {
  const found = await parts.store.read(turn.record.id);
  // Erased: nothing more is to leave.
  if (!found) return true;
  if (found.version === turn.version) return false;
  const isOpen = mayWrite(parts, turn);
  const { step } = plan(found.record, turn.account, parts.now(), (name) => name !== circuit && isOpen(name));
  return step.do !== 'wait';
}
