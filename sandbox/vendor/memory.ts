import type { EventLog } from '../event-log.ts';
import type { VendorState } from './state.ts';
import type { Definition, Profile, SandboxAttempt, SandboxInvitation } from './types.ts';

/** What the fake vendor keeps in its event log. */
export type VendorKept = {
  definition: Definition;
  profile: Profile;
  invitation: SandboxInvitation;
  attempt: Omit<SandboxAttempt, 'profile'> & { email: string };
};

export function keepProfile({ eventLog }: VendorState, profile: Profile): void {
  eventLog?.write('profile', profile.email, profile);
}

export function keepInvitation({ eventLog, invitations }: VendorState, invitation: SandboxInvitation): void {
  invitations.push(invitation);
  eventLog?.write('invitation', String(invitations.length), invitation);
}

export function keepAttempt({ eventLog }: VendorState, { profile, ...attempt }: SandboxAttempt): void {
  eventLog?.write('attempt', attempt.id, { ...attempt, email: profile.email });
}

/** Restores what an earlier run kept; a first run keeps its definitions, since their ids are random. */
export function recall(state: VendorState, eventLog: EventLog<VendorKept>): void {
  const definitions = eventLog.read('definition');
  if (definitions.length > 0) state.switches.definitions = definitions;
  else for (const each of state.switches.definitions) eventLog.write('definition', each.id, each);

  for (const profile of eventLog.read('profile')) state.profiles.set(profile.email, profile);
  state.invitations.push(...eventLog.read('invitation'));
  for (const { email, ...attempt } of eventLog.read('attempt')) {
    const profile = state.profiles.get(email);
    if (profile) state.attempts.push({ ...attempt, profile });
  }
  state.changes = state.attempts.reduce((most, { touched }) => Math.max(most, touched), 0);
}
