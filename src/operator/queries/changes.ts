import { outcomeOf } from '../../interviews/outcome.ts';
import { deliveryOf } from '../../interviews/record.ts';
import { type DeliveryState, isWritten } from '../../outbox/delivery.ts';
import { type Document, deliveryKey } from '../../outbox/destination.ts';
import { differences } from '../difference.ts';
import { iso } from '../iso.ts';
import { entryDocumentsOf, type Selected, type SelectedApplication, type SelectedInterview } from '../selected.ts';
import { entryWords } from './entry-name.ts';

/** `isSent`: a replay would send something. `text`: what, or why not, a line each. */
export type Changes = { isSent: boolean; text: string[] };

/** What a replay would change at Workable, path by path. Pure. */
export function changesOf(selected: Selected, now: number): Changes {
  return selected.kind === 'application' ? changesOfEntries(selected, now) : changesOfInterview(selected, now);
}

/** Entry by entry: whatever a replay does not write stands there, or is not to. */
function changesOfEntries(selected: SelectedApplication, now: number): Changes {
  const { deliveries } = selected.record;
  const all = entryDocumentsOf(selected, now).map(({ key, document }) => {
    const changesOf = key.startsWith('comments/') ? changesOfComment : changesOfOne;
    return { key, ...changesOf(deliveries[key] ?? {}, document, 'Workable') };
  });
  const changing = all.filter(({ isSent }) => isSent);
  if (all.length === 0) return { isSent: false, text: ['nothing: nothing is to be written'] };
  if (changing.length === 0) return { isSent: false, text: ['nothing: Workable has it'] };
  return { isSent: true, text: changing.flatMap(({ key, text }) => text.map((line) => `${entryWords(key)}: ${line}`)) };
}

/** The same of an interview. Pure. */
export function changesOfInterview(
  { record, account }: Pick<SelectedInterview, 'record' | 'account'>,
  now: number,
): Changes {
  const outcome = outcomeOf(record, account.policy, now);
  const all = account.destinations.flatMap((destination) =>
    destination
      .documents({ record, outcome })
      .map((document) =>
        changesOfOne(deliveryOf(record, deliveryKey(destination, document)), document, peerOf(destination)),
      ),
  );
  const changing = all.filter(({ isSent }) => isSent);
  if (all.length === 0) return { isSent: false, text: ['nothing: there is no result yet'] };
  if (changing.length === 0) return all[0] ?? { isSent: false, text: [] };
  const fetchesDetails = outcome.status === 'completed' && account.policy.asksDetails && !outcome.attempt.detailsAsked;
  const hint = fetchesDetails ? ['details are fetched from the vendor first, so more may change'] : [];
  return { isSent: true, text: [...hint, ...changing.flatMap(({ text }) => text)] };
}

function peerOf({ id }: { id: string }): string {
  return id === 'mail' ? 'the mail server' : 'Workable';
}

function changesOfOne(state: DeliveryState, document: Document, peer: string): Changes {
  const { acknowledged } = state;
  if (isWritten(state, document.digest)) return { isSent: false, text: [`nothing: ${peer} has it`] };
  const text = doubtOf(state, peer);
  if (!acknowledged) text.push(`${peer} has acknowledged nothing yet`);
  else if (acknowledged.digest === document.digest) text.push(`the same as acknowledged at ${iso(acknowledged.at)}`);
  else if (!acknowledged.outline) {
    text.push(`only a digest of what ${peer} acknowledged at ${iso(acknowledged.at)} is stored`);
  } else text.push(`${peer} last acknowledged ${acknowledged.label} at ${iso(acknowledged.at)}`);
  return { isSent: true, text: [...text, ...differences(acknowledged?.outline, document.outline())] };
}

/** Comments stay: nothing of one changes, and another one follows it. */
function changesOfComment(state: DeliveryState, document: Document, peer: string): Changes {
  const { acknowledged } = state;
  if (isWritten(state, document.digest)) return { isSent: false, text: [`nothing: ${peer} has it`] };
  const what = acknowledged
    ? `another one follows that of ${iso(acknowledged.at)}`
    : 'it does not stand on the timeline yet';
  return { isSent: true, text: [...doubtOf(state, peer), what] };
}

function doubtOf({ inFlight }: DeliveryState, peer: string): string[] {
  if (!inFlight) return [];
  return [
    `outcome unknown: a try at ${iso(inFlight.since)} had no clear answer, so ${peer} may have something else by now`,
  ];
}
