import type { Trigger } from '../../applications/context.ts';
import type { Place } from '../../applications/snapshot.ts';
import { triggerName } from './connection.ts';
import type { TriggerSetting } from './triggers.ts';

/** With the template that it has, or that STAGE_TEMPLATE names. */
export type SettledTrigger = TriggerSetting & { readonly template: string };

/** The triggers of an account: a job's own comes before those of all jobs. */
export type Triggers = {
  /** The active one of a place, and the name of the setting that it comes from. */
  at(place: Place): { trigger: Trigger; name: string } | undefined;
  /** Candidates of this job may be interviewed. */
  hasJob(job: string): boolean;
  all(): readonly SettledTrigger[];
};

/** Whether a trigger is the one that holds in a place: a job's own comes before that of all jobs. */
export function holdsIn(triggers: Triggers, trigger: Place): (place: Place) => boolean {
  const name = triggerName(trigger);
  return (place) => triggers.at(place)?.name === name;
}

export function createTriggers(settings: readonly SettledTrigger[]): Triggers {
  const active = settings.filter(({ isActive }) => isActive);
  return {
    at({ job, stage }) {
      const own = settings.filter((each) => each.job === job && each.stage === stage);
      // One that is switched off for a job is so, whatever holds for all others.
      const found = own.length > 0 ? own.find(({ isActive }) => isActive) : anyOf(stage);
      return found && { trigger: { job, stage, templateId: found.template }, name: triggerName(found) };
    },
    hasJob: (job) => active.some((each) => each.job === job || each.job === '*'),
    all: () => settings,
  };

  function anyOf(stage: string): SettledTrigger | undefined {
    return active.find((each) => each.job === '*' && each.stage === stage);
  }
}
