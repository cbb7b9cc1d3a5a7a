import { randomUUID } from 'node:crypto';
import { keepInvitation, keepProfile } from './memory.ts';
import { uuidOf } from './query.ts';
import { Refusal } from './refusal.ts';
import { findDefinition, profileOf, type VendorState } from './state.ts';
import type { SandboxInvitation } from './types.ts';

type RegisterBody = { users?: unknown; interview_id?: unknown; send_email?: unknown; is_test?: unknown };
type User = { name?: string | null; email?: string | null; external_id?: string | null };

/** Registers or updates candidates. Each row may fail alone, inside HTTP 200. */
export function registerUsers(state: VendorState, origin: string, merchant: number, body: unknown): unknown {
  const request = (body ?? {}) as RegisterBody;
  const definitionId = uuidOf(request.interview_id, 'interview_id');
  if (!Array.isArray(request.users)) throw new Refusal(422, 'users must be an array', 'users');
  const definition = findDefinition(state, definitionId);
  if (definition === undefined) throw new Refusal(422, 'Interview not found', 'interview_id');
  const isTest = request.is_test === true || request.is_test === 'true';
  if (definition.status !== 'active' && !(isTest && definition.status === 'draft')) {
    throw new Refusal(422, 'Interview is not active', 'interview_id');
  }
  const sendEmail = typeof request.send_email === 'boolean' ? request.send_email : null;
  const rows = (request.users as User[]).map((user) =>
    registerOne(state, origin, { merchant, definitionId, sendEmail }, user),
  );
  return state.switches.registrationShape === 'array' ? rows : { results: rows };
}

function registerOne(
  state: VendorState,
  origin: string,
  { merchant, definitionId, sendEmail }: Pick<SandboxInvitation, 'merchant' | 'definitionId' | 'sendEmail'>,
  user: User,
): object {
  const given = { name: user.name ?? null, email: user.email ?? null, external_id: user.external_id ?? null };
  if (!/^\S+@\S+\.\S+$/.test(user.email?.trim() ?? '')) return { ...given, result: 'Error: A valid email is required' };
  const left = state.switches.invitationsLeft;
  if (left !== null && left <= 0) return { ...given, result: 'Error: Your account cannot invite more candidates' };
  if (left !== null) state.switches.invitationsLeft = left - 1;
  const profile = profileOf(state, merchant, given.email ?? '');
  const now = state.switches.now();
  Object.assign(profile, { name: given.name, externalId: given.external_id, isInvited: true, updatedAt: now });
  keepProfile(state, profile);
  keepInvitation(state, {
    merchant,
    definitionId,
    email: profile.email,
    name: profile.name,
    externalId: profile.externalId,
    at: now,
    sendEmail,
  });
  return {
    ...given,
    result: 'ok',
    interview_url: interviewUrl(origin, definitionId),
    ...(state.switches.registrationTellsProfile ? { profile_interview_id: profile.id } : {}),
  };
}

export function interviewUrl(origin: string, definitionId: string): string {
  return `${origin}/interview/take/${definitionId}/?interview_token=${randomUUID()}&view_hm=true`;
}
