import { endAtVendor } from '../interviews/cancel.ts';
import type { ApplicationStep } from './plan.ts';
import type { ApplicationParts } from './ports.ts';
import { candidateOf } from './relocate.ts';
import { type ApplicationTurn, releaseTurn } from './turn.ts';

/**
 * Removes an application. Of a candidate who is gone their interviews are removed first, after one try to have the
 * vendor end each: afterwards nothing here knows what to ask of it.
 */
export async function eraseApplication(
  parts: ApplicationParts,
  turn: ApplicationTurn,
): Promise<ApplicationStep | undefined> {
  const { account, record } = turn;
  const ids = record.gone ? record.enrolments.flatMap(({ interviewId }) => interviewId ?? []) : [];
  for (const id of ids) {
    const current = await parts.interviews.read(id);
    if (current?.record.account !== account.name || candidateOf(current.record) !== record.candidateId) continue;
    await endAtVendor(parts, account, current.record);
    await parts.interviews.erase(current.record);
  }
  if (!(await parts.applications.erase(record, turn.version))) return releaseTurn(parts, turn);
  const outcome = record.gone ? 'gone' : 'retention';
  parts.emit({ event: 'erasure', outcome, account: account.name, applicationId: record.id });
  return undefined;
}
