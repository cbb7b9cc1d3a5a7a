import type { BridgeAccount } from '../../bridge-accounts.ts';
import { plan } from '../../interviews/plan.ts';
import type { Template } from '../../interviews/ports/vendor.ts';
import type { InterviewRecord } from '../../interviews/record.ts';
import type { OpenCircuit } from '../../outbox/circuits.ts';
import { iso } from '../iso.ts';
import type { BridgeParts } from '../parts.ts';
import { deliveryStateOf } from '../selected.ts';
import { deliveriesOf } from './deliveries.ts';
import { interviewStateOf } from './interview-state.ts';
import { nextOf } from './next.ts';
import { reasonOf } from './reason.ts';

/** What is known of an account beside its interviews, read once for many of them. */
export type Surroundings = { templates: readonly Template[]; open: readonly OpenCircuit[] };

export type InterviewView = ReturnType<typeof viewOf>;

/** Views interviews, and reads what else they need of each account once. */
export function openViews({ storage, now }: Pick<BridgeParts, 'storage' | 'now'>) {
  const known = new Map<string, Promise<Surroundings>>();
  return async function view(record: InterviewRecord, account: BridgeAccount): Promise<InterviewView> {
    const around = known.get(account.name) ?? surroundingsOf(account.name);
    known.set(account.name, around);
    return viewOf(subjectOf(record, account, now()), await around);
  };

  async function surroundingsOf(name: string): Promise<Surroundings> {
    const [templates, open] = await Promise.all([
      // Only names come from there.
      storage.templates.read(name).catch(() => undefined),
      storage.schedule.pausesOf(name),
    ]);
    return { templates: templates ?? [], open };
  }
}

export function subjectOf(record: InterviewRecord, account: BridgeAccount, now: number) {
  const planned = plan(record, account, now);
  return { record, account, planned, outcome: planned.outcome, state: deliveryStateOf(record, account, now), now };
}

/** An interview as programs see it, without anything personal. Pure. */
function viewOf(subject: ReturnType<typeof subjectOf>, { templates, open }: Surroundings) {
  const { record, outcome, planned, now } = subject;
  const { id, account, origin, templateId, vendor, vendorRef, jobTitle, jobId, createdAt, concluded } = record;
  const state = interviewStateOf(subject);
  const template = templates.find((each) => each.id === templateId);
  const next = nextOf(planned, open, now);
  return {
    id,
    account,
    origin: {
      door: origin.door,
      ...candidateIdOf(origin),
      ...(jobTitle ? { job_title: jobTitle } : {}),
      ...(jobId ? { job: jobId } : {}),
    },
    template: { id: templateId, ...(template ? { name: template.name } : {}) },
    vendor,
    ...(vendorRef === undefined ? {} : { vendor_ref: vendorRef }),
    state,
    reason: reasonOf(subject, state, open),
    ...(next ? { next: { at: iso(next.at), what: next.what } } : {}),
    created_at: iso(createdAt),
    ...(concluded ? { concluded_at: iso(concluded.at) } : {}),
    ...(outcome.status === 'pending' ? {} : { outcome: outcome.status }),
    deliveries: deliveriesOf(subject),
  };
}

/** Who it is about. */
export function candidateOf({ candidate: { firstName, lastName, email, phone } }: InterviewRecord) {
  return {
    ...(firstName === undefined ? {} : { first_name: firstName }),
    ...(lastName === undefined ? {} : { last_name: lastName }),
    email,
    ...(phone === undefined ? {} : { phone }),
  };
}

/** A stay at the stage door is called by the candidate's id in Workable and its number. */
function candidateIdOf({ door, key }: InterviewRecord['origin']): { candidate_id?: string } {
  const [id = ''] = key.split(' ');
  return door === 'stage' && id !== '' ? { candidate_id: id } : {};
}
