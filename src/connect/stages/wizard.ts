import type { ComponentChildren } from 'preact';
import type { ManageParts } from '../../accounts/change.ts';
import type { ConnectLink, ConnectLinks } from '../../accounts/connect.ts';
import type { ManagedAccount } from '../../accounts/managed.ts';
import type { BridgeAccount } from '../../bridge-accounts.ts';
import type { Template } from '../../interviews/ports/vendor.ts';
import type { BridgeParts } from '../../operator/parts.ts';
import type { StageDoorAccount } from '../../operator/queries/application-context.ts';
import type { ConnectionRecord } from '../../workable/stages/connection.ts';
import type { Reading, Words } from '../words.ts';

/** What the steps use, as the operator's API does; what is done is written down as done by connect link. */
export type WizardParts = Pick<BridgeParts, 'storage' | 'wakeUps' | 'now' | 'audit' | 'callWith'> & {
  manage: ManageParts;
  links: ConnectLinks;
  listTemplates: (account: BridgeAccount) => Promise<{ templates: readonly Template[] }>;
};

/** One visit to the steps. */
export type Wizard = {
  parts: WizardParts;
  managed: ManagedAccount;
  account: BridgeAccount;
  link: ConnectLink;
  reading: Reading;
  /** What the bridge knows of Workable; absent before it has called there. */
  record: ConnectionRecord | undefined;
  /** For the forms of this page: who has not seen it does not know it. */
  form: string;
  /** What a form was sent with that is shown again because of a mistake; undefined for any other. `does`: the form's. */
  typed(does: string, name: string): string | undefined;
  /** Changes what is kept with the link; undefined leaves it as it is. Resolves to whether it is changed. */
  keep(to: (link: ConnectLink) => ConnectLink | undefined): Promise<boolean>;
};

/** Of an account that has an API token. */
export type DoorWizard = Wizard & { account: StageDoorAccount };

/** What was done, for the page that follows. */
export type Saved = keyof Words['saved'];

/**
 * What comes of a form: the address of the next page, relative to this one, and what it says first; or what is wrong, in
 * a sentence.
 */
export type Taken = { next: string; saved?: Saved } | { problem: string };

/** `query`: of the address. Both may throw Failure. */
export type Step<Each extends Wizard> = {
  isDone(wizard: Wizard): boolean;
  show(wizard: Each, query: URLSearchParams): Promise<ComponentChildren>;
  take(wizard: Each, fields: URLSearchParams): Promise<Taken>;
};

/** Whether a step without anything that has to be decided was left by its button. */
export function isPassed({ link }: Wizard, step: string): boolean {
  return link.passedSteps?.includes(step) === true;
}
