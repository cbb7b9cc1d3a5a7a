import type { ApplicationStore, StageAccount } from '../../applications/ports.ts';
import type { Within } from '../../interviews/budgets.ts';
import type { Emit } from '../../interviews/ports.ts';
import type { RecordStore, Schedule } from '../../records.ts';
import type { SpiClient } from '../api/client.ts';
import type { Catalog } from './catalog.ts';
import type { ConnectionRecord } from './connection.ts';
import type { Triggers } from './trigger-index.ts';

/** What the stage door of an account needs at Workable. */
export type Connected = {
  client: SpiClient;
  catalog: Catalog;
  triggers: Triggers;
  /** The tokens with which Workable signs; the first one calls. */
  tokens: readonly string[];
  /** Digest of the first token. */
  credential: string;
  /** As it was set; by default the token says it. */
  subdomain?: string | undefined;
  /** E-mail of the member under whose name the bridge writes; without one it writes nothing. */
  member?: string | undefined;
  /** Where it was not set: what Workable said of the token. Calls go there from now on. */
  useSubdomain(name: string): void;
  /** The bridge's address for this account's webhooks, without a trailing slash. */
  webhookBase: string;
};

export type ConnectedAccount = StageAccount & { readonly connected: Connected };

export type ConnectionStore = RecordStore<ConnectionRecord> & {
  idOf(account: string): string;
  /** Stores a new record; false where there is one. */
  add(record: ConnectionRecord, schedule: Schedule): Promise<boolean>;
  /** Removes it if no process saved it since that version. Resolves to whether it is gone. */
  erase(record: Pick<ConnectionRecord, 'id'>, version: number): Promise<boolean>;
};

export type ConnectionParts = {
  connections: ConnectionStore;
  applications: ApplicationStore;
  now: () => number;
  monotonic: () => number;
  within: Within;
  newKey: () => string;
  emit: Emit;
  wakeUp: (id: string) => void;
  /** Workable takes the token again: what waits for it may go on. */
  onAccepted: (account: string) => Promise<void>;
};
