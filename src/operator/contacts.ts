import type { Emit, Note } from '../interviews/ports.ts';
import type { Contacts } from '../store/contacts.ts';

/** Keeps when others were last heard of, for each account: nothing has to be searched for it. */
export function openContactRecorder(contacts: Pick<Contacts, 'note'>, now: () => number): Emit {
  return (note) => {
    const how = contactOf(note);
    if (how !== undefined && note.account !== undefined) contacts.note(note.account, how, now());
  };
}

const vendorAnswers: ReadonlySet<string> = new Set([
  ...['invitation invited', 'invitation found', 'invitation refused', 'invitation key-rejected'],
  ...['poll answered', 'details answered', 'transcript answered', 'cancellation cancelled', 'cancellation refused'],
]);
const otherAnswers: ReadonlySet<string> = new Set(['refused', 'failed', 'token-rejected', 'rate-limited']);

/** Pure. */
export function contactOf(note: Note): string | undefined {
  const { event, outcome, interviewId } = note;
  if (event === 'delivery') return contactOfDelivery(outcome, note.circuit);
  if (event === 'webhook') {
    // Workable's own name no interview, and are kept elsewhere.
    const isOfVendor = outcome === 'foreign' || outcome === 'hinted' || (outcome === 'observed' && interviewId);
    return isOfVendor ? 'webhook' : undefined;
  }
  return vendorAnswers.has(`${event} ${outcome}`) ? 'vendor' : undefined;
}

function contactOfDelivery(outcome: string, circuit: string | undefined): string | undefined {
  if (outcome === 'acknowledged') return circuit;
  return circuit === 'callback' && otherAnswers.has(outcome) ? 'answer' : undefined;
}
