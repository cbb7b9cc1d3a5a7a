import { missingText, namedWithDeliveries } from '../actions/named.ts';
import { deliveryLines } from '../delivery-lines.ts';
import { iso } from '../iso.ts';
import type { OperatorParts } from '../parts.ts';
import { examined } from '../queries/applications.ts';
import { stateCell } from '../state-cell.ts';

/** `bridge show` of an application: where the candidate stands, what is written, and all that happened. */
export async function showApplication(parts: OperatorParts, id: string): Promise<number> {
  const { storage, print, printError, printJson } = parts;
  const found = await namedWithDeliveries(parts, id);
  if (!('kind' in found) || found.kind !== 'application') {
    printError(missingText(id, 'kind' in found ? { outcome: 'missing' } : found));
    return 1;
  }
  const { account, record, state } = found;
  const { view, word } = await examined(parts, account, record);
  const isQueued = await storage.replays.isWaiting(account.name, id);
  print(`application ${id}`);
  print(`account     ${account.name}`);
  print(`candidate   ${record.candidateId}`);
  if (view.job !== undefined) print(`job         ${view.job}`);
  if (view.stage !== undefined) print(`stage       ${view.stage}`);
  print(`state       ${word}: ${view.reason}`);
  if (view.interview_id !== undefined) print(`interview   ${view.interview_id}`);
  print(['entries     ', stateCell(state)]);
  for (const [key, delivery] of Object.entries(record.deliveries)) {
    print(`  ${key}`);
    for (const line of deliveryLines(delivery, record, 'Workable')) print(`  ${line}`);
  }
  if (isQueued) print('  replay    queued');
  print('history');
  for (const { at, text } of record.history) print(`  ${iso(at)}  ${text}`);
  const history = record.history.map(({ at, text }) => ({ at: iso(at), text }));
  printJson({ ...view, delivery: state, replay_queued: isQueued, history });
  return 0;
}
