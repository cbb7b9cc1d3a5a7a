import type { ApplicationStore, StageAccount } from '../../applications/ports.ts';
import type { Within } from '../../interviews/budgets.ts';
import type { Emit } from '../../interviews/ports.ts';
import type { RecordStore, Schedule } from '../../records.ts';
import type { SpiClient } from '../api/client.ts';
import type { RateUse } from '../api/limiter.ts';
import type { ServerClock } from '../api/server-clock.ts';
import type { Catalog } from './catalog.ts';
import type { ConnectionRecord } from './connection.ts';
import type { Members } from './destinations/member.ts';
import type { People } from './people.ts';
import type { KnownTrigger } from './stored-triggers.ts';
import type { Triggers } from './trigger-index.ts';

/** What the stage door of an account needs at Workable. */
export type Connected = {
  client: SpiClient;
  catalog: Catalog;
  people: People;
  /** Those of the settings, and the ones that the record of the connection adds. */
  triggersWith(record: ConnectionRecord | undefined): Triggers;
  /** The same with those that do not hold yet, as operators see them. */
  everyTrigger(record: ConnectionRecord | undefined): KnownTrigger[];
  /** A stage of this name makes its job a pending trigger. */
  stageName?: string | undefined;
  /** Of triggers that name none. */
  template?: string | undefined;
  members: Members;
  /** What is known of the requests to Workable. */
  rateUse(): Promise<RateUse>;
  /** The tokens with which Workable may sign what comes then, epoch ms; the first one calls. */
  tokensAt(at: number): readonly string[];
  /** Digest of the first token. */
  credential: string;
  /** As it was set; by default the token says it. */
  subdomain?: string | undefined;
  /** E-mail of the member under whose name the bridge writes; without one it writes nothing. */
  member?: string | undefined;
  /** Workable's, by which its times are compared with ours. */
  clock: Pick<ServerClock, 'isKnown' | 'aheadMs'>;
  /**
   * What the workers have found out: where calls go, unless that was set, and Workable's clock, until it has answered
   * this process.
   */
  follow(known: Pick<ConnectionRecord, 'subdomain' | 'aheadMs'>): void;
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
  /** The account still has the settings that the work began with. */
  isCurrent: (account: ConnectedAccount) => boolean;
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
  /** Has every candidate looked at who waits for an invitation: what they wait for may be over. */
  hastenInvitations: (account: string) => Promise<void>;
};
