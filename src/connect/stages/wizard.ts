import type { ComponentChildren } from 'preact';
import type { ManageParts } from '../../accounts/change.ts';
import type { ConnectLink, ConnectLinks } from '../../accounts/connect.ts';
import type { ManagedAccount } from '../../accounts/managed.ts';
import type { BridgeAccount } from '../../bridge-accounts.ts';
import type { Template } from '../../interviews/ports/vendor.ts';
import type { BridgeParts } from '../../operator/parts.ts';
import type { StageDoorAccount } from '../../operator/queries/application-context.ts';
import type { ConnectionRecord } from '../../workable/stages/connection.ts';

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
  /** What the bridge knows of Workable; absent before it has called there. */
  record: ConnectionRecord | undefined;
  /** For the forms of this page: who has not seen it does not know it. */
  form: string;
  /** Changes what is kept with the link; undefined leaves it as it is. Resolves to whether it is changed. */
  keep(to: (link: ConnectLink) => ConnectLink | undefined): Promise<boolean>;
};

/** Of an account that has an API token. */
export type DoorWizard = Wizard & { account: StageDoorAccount };

/** What comes of a form: the address of the next page, relative to this one, or what is wrong, in a sentence. */
export type Taken = { next: string } | { problem: string };

/** `query`: of the address. Both may throw Failure. */
export type Step<Each extends Wizard> = {
  title: string;
  isDone(wizard: Wizard): boolean;
  show(wizard: Each, query: URLSearchParams): Promise<ComponentChildren>;
  take(wizard: Each, fields: URLSearchParams): Promise<Taken>;
};
