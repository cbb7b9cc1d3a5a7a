import type { EventLog } from '../event-log.ts';
import { profileKey, type VendorState } from './state.ts';
import type { Definition, Profile, SandboxAttempt, SandboxInvitation } from './types.ts';

/** What the fake vendor keeps in its event log. */
export type VendorKept = {
  definition: Definition;
  profile: Profile;
  invitation: SandboxInvitation;
  attempt: Omit<SandboxAttempt, 'profile'> & { candidate: string };
};

export function keepProfile({ eventLog }: VendorState, profile: Profile): void {
  eventLog?.write('profile', profileKey(profile), profile);
}

export function keepInvitation({ eventLog, invitations }: VendorState, invitation: SandboxInvitation): void {
  invitations.push(invitation);
  eventLog?.write('invitation', String(invitations.length), invitation);
}

export function keepAttempt({ eventLog }: VendorState, { profile, ...attempt }: SandboxAttempt): void {
  eventLog?.write('attempt', attempt.id, { ...attempt, candidate: profileKey(profile) });
}

/** Restores what an earlier run kept; a first run keeps its definitions, since their ids are random. */
export function recall(state: VendorState, eventLog: EventLog<VendorKept>): void {
  const definitions = eventLog.read('definition');
  if (definitions.length > 0) state.switches.definitions = definitions;
  else for (const each of state.switches.definitions) eventLog.write('definition', each.id, each);

  for (const profile of eventLog.read('profile')) state.profiles.set(profileKey(profile), profile);
  state.invitations.push(...eventLog.read('invitation'));
  for (const { candidate, ...attempt } of eventLog.read('attempt')) {
    const profile = state.profiles.get(candidate);
    if (profile) state.attempts.push({ ...attempt, profile });
  }
  state.changes = state.attempts.reduce((most, { touched }) => Math.max(most, touched), 0);
}
