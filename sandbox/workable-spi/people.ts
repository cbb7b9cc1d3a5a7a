import { anonymize, createCandidate, deleteCandidate, editProfile, type Parts } from './candidates.ts';
import { copy, disqualify, move, relocate, revert } from './moves.ts';
import type { SpiState } from './state.ts';
import { addComment, addMessage, addRating } from './timeline.ts';
import type { SpiCandidate, SpiEvent, SpiMember, SpiProfile, SpiRating } from './types.ts';
import { recruiterId } from './world.ts';

export type NewPerson = Partial<SpiProfile> & {
  /** Shortcode; `null` for the talent pool, the first job when absent. */
  job?: string | null;
  /** A slug. */
  stage?: string;
  isSourced?: boolean;
  tags?: string[];
};

/** What people do in Workable, none of which the rate limit knows. `by` is a member's id; a recruiter's when absent. */
export function createPeople(parts: Parts) {
  const { state } = parts;
  let made = 0;
  return {
    /** Arrives as if by a recruiter; an application if it is not sourced. */
    create({ job, stage, isSourced = job === null, tags, ...profile }: NewPerson = {}): SpiCandidate {
      const jobShortcode = job === undefined ? state.jobs[0]?.shortcode : (job ?? undefined);
      const creation = { jobShortcode, stage, isSourced, profile: { ...madeUp(profile), ...profile } };
      return createCandidate(parts, tags ? { ...creation, tags } : creation);
    },
    move: (id: string, slug: string, by = recruiterId) => move(parts, personOf(id), slug, by),
    hire: (id: string, by = recruiterId) => move(parts, personOf(id), 'hired', by),
    disqualify: (id: string, reason = 'Unsuccessful interview', by = recruiterId) =>
      disqualify(parts, personOf(id), { memberId: by, reason }),
    withdraw: (id: string, reason = 'Took another offer', by = recruiterId) =>
      disqualify(parts, personOf(id), { memberId: by, reason, isWithdrawal: true }),
    revert: (id: string, by = recruiterId) => revert(parts, personOf(id), by),
    /** Returns the new candidate. */
    copy: (id: string, jobShortcode: string, stage?: string, by = recruiterId) =>
      copy(parts, personOf(id), { memberId: by, jobShortcode, stage }),
    /** Returns the candidate under its new id. */
    relocate: (id: string, jobShortcode: string, stage?: string, by = recruiterId) =>
      relocate(parts, personOf(id), { memberId: by, jobShortcode, stage }),
    edit: (id: string, profile: Partial<SpiProfile>) => editProfile(state, personOf(id), profile),
    delete: (id: string) => deleteCandidate(parts, personOf(id)),
    anonymize: (id: string) => anonymize(state, personOf(id)),
    comment: (id: string, body: string, by = recruiterId) => addComment(state, personOf(id), by, { body }),
    /** A mail, in HTML; of the candidate, and of no member, where `by` is null. */
    message: (id: string, html: string, by: string | null = recruiterId) => addMessage(state, personOf(id), html, by),
    rate(id: string, grade: number, { by = recruiterId, scale = 'thumbs', comment = 'Met the candidate.' }: Rate = {}) {
      return addRating(state, personOf(id), by, { comment, scale, grade });
    },
    /** Puts a meeting into the calendar. */
    schedule: (id: string, startsAt: number, by = recruiterId) => schedule(state, personOf(id), startsAt, by),
    addMember(changes: Partial<SpiMember> = {}): SpiMember {
      const id = (0x1f4000 + state.members.length).toString(16);
      const usual = { isSuperAdmin: false, isActive: true, hasRecruitingAccess: true, departments: [] };
      const member = {
        id,
        name: 'Nora New',
        email: `${id}@acme.example.test`,
        role: 'simple' as const,
        ...usual,
        ...changes,
      };
      state.members.push(member);
      return member;
    },
  };

  function personOf(id: string): SpiCandidate {
    const candidate = state.candidates.get(id);
    if (!candidate) throw new Error(`There is no candidate ${id}`);
    return candidate;
  }

  /** Each has an e-mail address of its own. */
  function madeUp({ firstname = 'Lakita', lastname = 'Marrero' }: Partial<SpiProfile>): Partial<SpiProfile> {
    made += 1;
    const name = `${firstname}.${lastname}`.toLowerCase().replaceAll(/[^a-z.]/g, '');
    return { firstname, lastname, email: `${name}.${made}@example.test`, phone: '(785) 555-0142' };
  }
}

type Rate = { by?: string; scale?: SpiRating['scale']; comment?: string };

function schedule(state: SpiState, candidate: SpiCandidate, startsAt: number, memberId: string): SpiEvent {
  const id = (0x10e0d9a + state.events.length).toString(16);
  const title = `Call with ${candidate.firstname}`;
  const endsAt = startsAt + 30 * 60_000;
  const event = {
    id,
    title,
    type: 'CallEvent',
    startsAt,
    endsAt,
    isCancelled: false,
    candidateId: candidate.id,
    memberId,
  };
  state.events.push(event);
  return event;
}
