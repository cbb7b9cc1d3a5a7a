import type { ManageParts } from '../accounts/change.ts';
import type { Sources } from '../accounts/sources.ts';
import type { BridgeAccount } from '../bridge-accounts.ts';
import type { Config } from '../config.ts';
import type { WakeUps } from '../scheduler/wake-ups.ts';
import type { Storage } from '../store/open.ts';
import type { SpiClient } from '../workable/api/client.ts';
import type { StageSettings } from '../workable/stages/settings.ts';
import type { Audit } from './actions/audit.ts';
import type { PlainParts } from './cli/command.ts';

/** What queries and actions use, whichever face an operator looks at. */
export type BridgeParts = {
  /** Configured and managed ones, as they are when the work begins. */
  accounts: readonly BridgeAccount[];
  sources: Sources<BridgeAccount>;
  /** What managed accounts are changed with. */
  manage: ManageParts;
  storage: Storage;
  wakeUps: Pick<WakeUps, 'send' | 'forget' | 'standing'>;
  audit: Audit;
  now: () => number;
  /** Calls to Workable for an account, with settings that it need not have yet. */
  callWith: (account: string, api: StageSettings['api']) => SpiClient;
};

/** What a command may use. */
export type OperatorParts = PlainParts &
  BridgeParts & {
    config: Config;
    /** A sentence for each name in `.env` that resembles a setting and is none. */
    misspelt: () => readonly string[];
    /** Called by a command that runs until it is stopped: from then on Ctrl-C aborts the signal, and nothing else. */
    stopped: () => AbortSignal;
  };

/** Wrong use of a command; the message says how to correct it. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
