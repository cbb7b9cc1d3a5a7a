import { Failure } from '../../../src/errors.ts';
import type { Observation, Score } from '../../../src/interviews/observation.ts';
import type { Invitation, Invited, Subject, WebhookReading } from '../../../src/interviews/ports/vendor.ts';
import type { Caller } from './calls.ts';
import { horizonMs } from './policies.ts';
import type { Stage } from './stage.ts';

/** What the vendor says of an attempt at one moment. `change` counts all changes at the vendor. */
export type Said = Pick<Observation, 'state' | 'isSubmitted'> & {
  change: number;
  score: number | null;
  decision: boolean | null;
  analysis: string | null;
  startedAt?: number;
};

export type Sitting = {
  id: string;
  email: string;
  templateId: string;
  /** Our id of the invitation that it is about. */
  interviewId: string;
  createdAt: number;
  said: Said;
  /** What was said before. */
  before: Said;
  /** When it first was in each state. */
  since: Partial<Record<Said['state'], number>>;
  /** No webhook will say what is said now. */
  isForgotten: boolean;
  /** The rank of the furthest that it was said to have come. */
  furthest: number;
};

export type Webhook = { sitting: Sitting; said: Said };

/** One per address: the vendor keeps one of our ids at a time, and a later invitation overwrites it. */
export type Person = {
  email: string;
  externalId: string | undefined;
  /** By template: our id of the newest invitation. */
  templates: Map<string, string>;
  sittings: Sitting[];
  /** Webhooks in the order in which they are sent: each again and again until it is answered 200. */
  unsent: Webhook[];
  /** The process that has not answered the first of them yet. */
  sentBy: Caller | undefined;
};

export type Vendor = ReturnType<typeof createVendor>;

/** A model of the vendor, as the use cases see it. */
export function createVendor(stage: Stage) {
  const { draw, moods } = stage;
  /** It keeps every invitation by our id. */
  const isOfOne = moods.vendorHints === 'one';
  const persons = new Map<string, Person>();
  const invitations = new Map<string, number>();
  return {
    persons,
    /** How often each of our ids was invited. */
    invitations,

    invite({ interviewId, templateId, candidate }: Invitation): Invited {
      const trouble = moods.vendorFails && !stage.isCalm ? draw.below(8) : 0;
      if (trouble === 5) throw new Failure('vendor-refused', 'no');
      if (trouble === 6) throw new Failure('vendor-not-reached', 'not now');
      if (trouble === 7) throw new Failure('vendor-key-rejected', 'who are you?');
      const person = personOf(candidate.email);
      person.externalId = interviewId;
      person.templates.set(templateId, interviewId);
      const times = (invitations.get(interviewId) ?? 0) + 1;
      invitations.set(interviewId, times);
      stage.counts.invitations += 1;
      if (times > 1) stage.break('one create, one invitation', `${interviewId} was invited ${times} times`);
      return { isEmailed: true };
    },

    find({ interviewId, candidate }: Invitation): Invited | undefined {
      answerOrFail();
      const isHeld = isOfOne ? invitations.has(interviewId) : persons.get(candidate.email)?.externalId === interviewId;
      return isHeld ? { isEmailed: true } : undefined;
    },

    fetch({ interviewId, templateId, email }: Subject, at: number): Observation[] {
      answerOrFail();
      if (stage.isCalm && moods.vendorStaysSilent) {
        throw new Failure('vendor-not-reached', 'not now', { retryAfterMs: horizonMs(stage.policy) / 20 });
      }
      const sittings = persons.get(email)?.sittings ?? [];
      return sittings
        .filter((each) => (isOfOne ? each.interviewId === interviewId : each.templateId === templateId))
        .map(({ id, createdAt, said: { state, isSubmitted, score, decision, analysis, change } }) => ({
          attemptId: id,
          source: 'fetch',
          at,
          state,
          isSubmitted,
          score: pointsOf(score),
          decision,
          createdAt,
          candidateRef: `profile of ${email}`,
          ...(moods.vendorHints ? { analysis, ...statusOf(change) } : {}),
        }));
    },

    fetchDetails(attemptId: string, at: number): Observation {
      answerOrFail();
      const startedAt = sittings().find(({ id }) => id === attemptId)?.createdAt ?? at;
      return {
        attemptId,
        source: 'details',
        at,
        state: 'finished',
        isSubmitted: false,
        startedAt,
        durationSeconds: 60,
      };
    },

    sittingsOf: (email: string, templateId: string): Sitting[] =>
      persons.get(email)?.sittings.filter((sitting) => sitting.templateId === templateId) ?? [],

    reading({ sitting, said }: Webhook): WebhookReading {
      const { email, templateId, id, interviewId } = sitting;
      if (isOfOne) return { event: 'hint', externalId: interviewId };
      const { change, ...result } = said;
      const externalId = persons.get(email)?.externalId;
      const candidateRef = `profile of ${email}`;
      const about = { templateId, email, candidateRef, ...(externalId === undefined ? {} : { externalId }) };
      if (moods.vendorHints) return { event: 'hint', ...about };
      return {
        event: 'webhook',
        ...about,
        observation: {
          attemptId: id,
          source: 'webhook',
          at: stage.now,
          ...statusOf(change),
          candidateRef,
          ...result,
          score: pointsOf(result.score),
        },
      };
    },
  };

  function statusOf(change: number): Pick<Observation, 'vendorStatus'> {
    return moods.vendorIsStrange ? {} : { vendorStatus: String(change) };
  }

  function personOf(email: string): Person {
    const known = persons.get(email);
    if (known) return known;
    const person: Person = {
      email,
      externalId: undefined,
      templates: new Map(),
      sittings: [],
      unsent: [],
      sentBy: undefined,
    };
    persons.set(email, person);
    return person;
  }

  function sittings(): Sitting[] {
    return [...persons.values()].flatMap((person) => person.sittings);
  }

  function answerOrFail(): void {
    if (!moods.vendorFails || stage.isCalm) return;
    const trouble = draw.below(6);
    if (trouble === 4) throw new Failure('vendor-not-reached', 'not now', { retryAfterMs: draw.pick([1000, 30_000]) });
    if (trouble === 5) throw new Failure('vendor-unclear', 'no');
  }
}

/** How far an attempt has come; what goes less far than what was known does not count. */
export function rankOf({ state, score, isSubmitted }: Said): number {
  if (state !== 'finished') return state === 'running' ? 0 : 1;
  return 2 + (score === null ? 0 : 2) + (isSubmitted ? 1 : 0);
}

function pointsOf(points: number | null): Score | null {
  return points === null ? null : { points, of: 10 };
}
