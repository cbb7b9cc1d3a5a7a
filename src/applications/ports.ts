import type { CallOptions } from '../interviews/ports/vendor.ts';
import type { Account, InterviewStore } from '../interviews/ports.ts';
import type { WriteParts } from '../interviews/write-document.ts';
import type { Listed, PageOptions, RecordStore, Schedule } from '../records.ts';
import type { ApplicationPlanner, Context } from './context.ts';
import type { ApplicationRecord, Sighting } from './record.ts';

/** The stage door of an account. */
export type StageDoor = ApplicationPlanner & {
  /**
   * The candidate as they are now; `gone` where there is none of this id. `isUrgent`: a person is to be invited after
   * it; `isForPerson`: and a person waits for it. Throws Failure; `retryAfterMs` says when to try again, where that is
   * known.
   */
  readCandidate(candidateId: string, options: ReadOptions): Promise<Sighting | 'gone'>;
  /**
   * Whether a candidate may be invited as far as what comes of it can be written: looks whether the acting member may
   * comment in the job. Where that was refused before, one application may at a time. Throws Failure.
   */
  mayInvite(job: string, applicationId: string, options: CallOptions): Promise<boolean>;
  /**
   * Whether an earlier application goes on under this candidate's id: comments about it stand on the timeline, or it is
   * gone and the timeline says that the candidate was moved here from another job. Throws Failure.
   */
  isContinued(candidateId: string, earlier: ApplicationRecord, options: CallOptions): Promise<boolean>;
};

type ReadOptions = CallOptions & { isUrgent: boolean; isForPerson?: boolean };

export type StageAccount = Account & { readonly stage: StageDoor };

/** The memory of applications. Every method throws Failure `store-unavailable` when it cannot tell. */
export type ApplicationStore = RecordStore<ApplicationRecord> & {
  /** The id under which an application is kept, whether it is or not. */
  idOf(account: string, candidateId: string): Promise<string>;
  /** Stores a new record; false where there is one of its id. */
  add(record: ApplicationRecord, schedule: Schedule): Promise<boolean>;
  /** Ids, by when the applications were first seen. */
  page(account: string, options: PageOptions): Promise<Listed[]>;
  /** Removes every trace if no process saved since that version. Resolves to whether it is gone. */
  erase(record: Pick<ApplicationRecord, 'id'>, version: number): Promise<boolean>;
};

export type ApplicationParts = WriteParts & {
  applications: ApplicationStore;
  interviews: InterviewStore;
  /** What decides about the application besides what is known of it. Throws Failure. */
  contextOf(account: StageAccount, record: ApplicationRecord): Promise<Context>;
  /** Whether the vendor offers the template now. Throws Failure where that cannot be said. */
  isOffered(account: StageAccount, templateId: string): Promise<boolean>;
  /** Has a worker look at an interview or application soon. Never waits or throws. */
  wakeUp: (id: string) => void;
  newInterviewId: (account: string) => string;
  newKey: () => string;
};
