import type { EventLog } from '../../../sandbox/event-log.ts';
import type { CallbackBody } from '../../../sandbox/workable/types.ts';
import type { Expected } from './expectation.ts';
import type { VendorLifeKept } from './kept.ts';
import type { Pace } from './pace.ts';

export type Secrets = { apiKey: string; webhookSecret: string };

export type VendorLog = EventLog<VendorLifeKept>;
/** What a process has kept, of any kind. */
export type Kept = { read(kind: string): readonly unknown[] };

/**
 * `logFile`: of its event log. `mailLog`: the one of the server that takes the bridge's mail.
 */
export type VendorPlace = {
  port: number;
  secrets: Secrets;
  logFile: string;
  mailLog: string;
  bridges: readonly string[];
};

/** What one vendor brings to the campaign. Everything else is the same for all of them. */
export type CampaignVendor<Act extends Pace = Pace, State = unknown> = {
  /** The bridge's settings for the vendor at this address. */
  settings(origin: string, secrets: Secrets): Record<string, string>;
  /** The bridge mails the candidates, so its SMTP server is one more victim. */
  mails?: true;
  /** What happens to a candidate at the vendor: the same for the same seed. */
  lifeOf(seed: number, person: string): Act[];
  /** The vendor's server, with what it kept. */
  open(place: VendorPlace): Promise<VendorStage<Act, State>>;
  /**
   * What must be reported once the vendor has gone through these states. Worked out from the vendor's documents and the
   * description of a result alone, not by the code under attack.
   */
  expectedAfter(states: readonly State[]): Expected | undefined;
  /** What may be missing when a state is seen in another way than by its webhook. */
  mayLack?: readonly (keyof Expected)[];
  /** What comes by different ways, none of which waits for another: the order is kept on each. All on one when absent. */
  waysOf?: readonly (readonly (keyof Expected)[])[];
  /** What tells states apart that have no summary. */
  markOf?: (body: CallbackBody) => string | undefined;
  /** Each time a person was invited; with our id, where the vendor has it. */
  invitations(vendor: Kept, mail: Kept): Invited[];
};

export type Invited = { person: string; interviewId?: string | null };

/** The vendor's part that runs in its process. */
export type VendorStage<Act, State> = {
  /** Persons who may begin. */
  guests(): readonly string[];
  /** Before the first act. Repeated until it is true. */
  arrive?(person: string): Promise<boolean>;
  /** Resolves to what the vendor then says. Doing it again, after it was cut short, changes nothing. */
  perform(person: string, act: Act): Promise<State>;
  /** Tells the bridge; resolves to the status, or to undefined when the bridge was not there or died. */
  notify(told: Told<Act, State>, bridge: string): Promise<number | undefined>;
  /** Sends what comes late: something of before this state. */
  notifyOld(told: Told<Act, State>, bridge: string): Promise<number | undefined>;
};

export type Told<Act, State> = { person: string; act: Act; state: State };
