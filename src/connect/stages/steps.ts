import { backFillStep } from './back-fill.tsx';
import { memberStep } from './member.tsx';
import { overviewStep } from './overview.tsx';
import { peopleStep } from './people.tsx';
import { testStep } from './test.tsx';
import { tokenStep } from './token.tsx';
import { triggersStep } from './triggers.tsx';
import type { DoorWizard, Step } from './wizard.ts';

/** All but the first need an API token. The last one shows what the others have set up. */
export const laterSteps = {
  member: memberStep,
  triggers: triggersStep,
  test: testStep,
  'back-fill': backFillStep,
  people: peopleStep,
  overview: overviewStep,
} as const satisfies Record<string, Step<DoorWizard>>;

export const steps = { token: tokenStep, ...laterSteps } as const;

export type StepName = keyof typeof steps;

export const stepNames = Object.keys(steps) as readonly StepName[];

export function isStepName(name: string): name is StepName {
  return Object.hasOwn(steps, name);
}

/** Where the button leads by which a step is left that nothing has to be decided in. */
export const afterPassing: Readonly<Partial<Record<StepName, StepName>>> = {
  test: 'back-fill',
  'back-fill': 'people',
  people: 'overview',
};
