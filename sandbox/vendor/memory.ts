import type { Journal } from '../journal.ts';
import type { VendorState } from './state.ts';
import type { Definition, Profile, SandboxAttempt, SandboxInvitation } from './types.ts';

/** What the fake vendor keeps in its journal. */
export type VendorKept = {
  definition: Definition;
  profile: Profile;
  invitation: SandboxInvitation;
  attempt: Omit<SandboxAttempt, 'profile'> & { email: string };
};

export function keepProfile({ journal }: VendorState, profile: Profile): void {
  journal?.write('profile', profile.email, profile);
}

export function keepInvitation({ journal, invitations }: VendorState, invitation: SandboxInvitation): void {
  invitations.push(invitation);
  journal?.write('invitation', String(invitations.length), invitation);
}

export function keepAttempt({ journal }: VendorState, { profile, ...attempt }: SandboxAttempt): void {
  journal?.write('attempt', attempt.id, { ...attempt, email: profile.email });
}

/** Brings back what an earlier run kept; a first run keeps its definitions, whose ids are made up anew each time. */
export function recall(state: VendorState, journal: Journal<VendorKept>): void {
  const definitions = journal.read('definition');
  if (definitions.length > 0) state.switches.definitions = definitions;
  else for (const each of state.switches.definitions) journal.write('definition', each.id, each);

  for (const profile of journal.read('profile')) state.profiles.set(profile.email, profile);
  state.invitations.push(...journal.read('invitation'));
  for (const { email, ...attempt } of journal.read('attempt')) {
    const profile = state.profiles.get(email);
    if (profile) state.attempts.push({ ...attempt, profile });
  }
  state.changes = state.attempts.reduce((most, { touched }) => Math.max(most, touched), 0);
}
