import { randomUUID } from 'node:crypto';
import { makeDue } from './applications/notify.ts';
import type { ApplicationParts, StageAccount } from './applications/ports.ts';
import type { ApplicationRecord } from './applications/record.ts';
import { workOnApplication } from './applications/work.ts';
import type { BridgeAccount } from './bridge-accounts.ts';
import { Failure } from './errors.ts';
import type { HttpClient } from './http/request.ts';
import type { Accounts } from './interviews/ports/accounts.ts';
import type { WriteParts } from './interviews/write-document.ts';
import type { Leased, RecordStore } from './records.ts';
import { abortable } from './reports/abortable.ts';
import { loadPdfs } from './reports/load-pdf.ts';
import type { PdfParts } from './reports/pdf.ts';
import { loadTranscripts, type TranscriptParts } from './reports/transcript.ts';
import { newInterviewId } from './store/ids.ts';
import type { Storage } from './store/open.ts';
import { type Offered, templateNamesOf } from './vendors/templates.ts';
import { noteInConnection } from './workable/stages/change-connection.ts';
import { type ConnectionRecord, newConnection, withTaskWanted } from './workable/stages/connection.ts';
import { contextOf } from './workable/stages/context.ts';
import type { LoadPdf } from './workable/stages/destinations/comments.ts';
import type { LoadTranscript } from './workable/stages/destinations/spoken.ts';
import { createStageNamings } from './workable/stages/destinations/stage-namings.ts';
import { createParking } from './workable/stages/parking.ts';
import type { ConnectedAccount, ConnectionParts } from './workable/stages/parts.ts';
import { createSuspectToken } from './workable/stages/suspect-token.ts';
import { workOnConnection } from './workable/stages/work.ts';

type Parts = WriteParts & {
  accounts: Accounts<BridgeAccount>;
  storage: Storage;
  wakeUp: (id: string) => void;
  newKey: () => string;
  listTemplates: (account: BridgeAccount, options?: { isFresh?: boolean }) => Promise<Offered>;
};

/** The work of the stage door, for the accounts that have it. */
export function openStageDoor(parts: Parts) {
  const { accounts, storage, wakeUp, now } = parts;
  const { connections } = storage;
  const applicationParts: ApplicationParts = {
    ...parts,
    applications: storage.applications,
    interviews: storage.interviews,
    newInterviewId,
    contextOf: (account, record) =>
      contextOf(
        { ...parts, connections, interviews: storage.interviews, templateNames: templateNamesOf(storage.templates) },
        account as ConnectedAccount,
        record,
      ),
    isOffered: (account, templateId) => isOffered(parts, account.name, templateId),
  };
  const connectionParts: ConnectionParts = {
    ...parts,
    connections,
    applications: storage.applications,
    isCurrent: (account) => accounts.get(account.name) === account,
    onAccepted: async (account) => void (await storage.schedule.endTokenWait(account, now())),
    hastenInvitations: (account) => storage.schedule.hastenInvitations(account, now()),
  };

  return {
    contextOf: applicationParts.contextOf,

    async workOnApplication(name: string, leased: Leased<ApplicationRecord>, leasedAt: number): Promise<void> {
      const account = accounts.get(name);
      if (account?.stage && account.connected) {
        await workOnApplication(applicationParts, account as StageAccount & ConnectedAccount, leased, leasedAt);
      } else await setAside(storage.applications, leased, now());
    },

    async workOnConnection(name: string, leased: Leased<ConnectionRecord>, leasedAt: number): Promise<void> {
      const account = accounts.get(name);
      if (account?.connected && account.stage && !account.isPaused) {
        await workOnConnection(connectionParts, account as ConnectedAccount, leased, leasedAt);
      } else await setAside(connections, leased, now());
    },

    /** Sees to it that every account with the stage door has a connection, and that it follows its settings. */
    follow(report: (error: unknown, account: string) => void): void {
      accounts.follow(({ name, after }) => {
        if (after?.stage) void connect(name).catch((error: unknown) => report(error, name));
      });
    },
  };

  async function connect(name: string): Promise<void> {
    const id = connections.idOf(name);
    const isNew = await connections.add(newConnection({ id, account: name }, now()), { dueAt: now() });
    // Also at the start: the token or PUBLIC_URL may have changed while the bridge was down.
    if (!isNew) await wantAll(name);
    wakeUp(id);
  }

  /** New settings may be the answer to whatever was in the way. */
  async function wantAll(name: string): Promise<void> {
    const tasks = ['identify', 'subscribe', 'baseline', 'discover'] as const;
    await noteInConnection(connections, name, (record) =>
      tasks.reduce((wanted, task) => withTaskWanted(wanted, task, now()), record),
    );
  }
}

/** The template is listed now. Throws Failure where the list is not complete. */
async function isOffered({ accounts, listTemplates }: Parts, name: string, templateId: string): Promise<boolean> {
  const account = accounts.get(name);
  if (!account) return false;
  const isListed = ({ templates }: Offered) => templates.some(({ id }) => id === templateId);
  if (isListed(await listTemplates(account))) return true;
  const fresh = await listTemplates(account, { isFresh: true });
  if (!isListed(fresh) && fresh.unanswered) throw fresh.unanswered;
  return isListed(fresh);
}

/** What belongs to the stage door of an account that has none, for now or for good, is looked at again after so long. */
const setAsideMs = 60 * 60_000;

/** Puts off a record under its lease, which ends. */
async function setAside<Kept extends { id: string }>(
  store: Pick<RecordStore<Kept>, 'save'>,
  { record, version, lease }: Leased<Kept>,
  now: number,
): Promise<void> {
  await store.save(record, version, { dueAt: now + setAsideMs }, { under: { ...lease, ms: 0 } });
}

type StageNeeds = Pick<Parts, 'accounts' | 'storage' | 'wakeUp' | 'now'> &
  Pick<PdfParts, 'emit' | 'within' | 'sleep'> & {
    http: { workable: HttpClient; relays: HttpClient };
    sleepUntilTurn: (ms: number, signal: AbortSignal) => Promise<unknown>;
  };

/** What the stage door of each account is made of. */
export function stagePartsOf({ accounts, storage, http, sleepUntilTurn, ...parts }: StageNeeds) {
  const { now, emit, within, sleep, wakeUp } = parts;
  const { connections } = storage;
  return {
    http: http.workable,
    rates: storage.rateLimits,
    sleep: sleepUntilTurn,
    newId: randomUUID,
    notify: createNotify({ storage, now, wakeUp }),
    parking: createParking({
      connections,
      now,
      emit,
      onUnparked: (account) => storage.schedule.hastenInvitations(account, now()),
    }),
    stageNamings: createStageNamings(connections),
    suspectToken: createSuspectToken({ connections, now, wakeUp }),
    loadPdf: createPdfLoader({ accounts, storage, http: http.relays, now, sleep, emit, within }),
    loadTranscript: createTranscriptLoader({ accounts, storage, emit, within, now }),
  };
}

/** Has the application of a candidate looked at, since its interview has changed. */
function createNotify({ storage, now, wakeUp }: Pick<Parts, 'storage' | 'now' | 'wakeUp'>) {
  return async (account: string, candidateId: string): Promise<void> => {
    const { applications } = storage;
    await makeDue({ applications, now, wakeUp }, await applications.idOf(account, candidateId));
  };
}

/** The PDF of a result as a whole, for its timeline. */
function createPdfLoader({
  accounts,
  storage: { interviews: store, reportLocks: locks },
  ...parts
}: Pick<Parts, 'accounts' | 'storage'> & Omit<PdfParts, 'store' | 'locks'>): LoadPdf {
  const loadPdf = loadPdfs({ ...parts, store, locks });
  return async ({ record, outcome }, signal) => {
    const account = accounts.get(record.account);
    return account && loadPdf({ account, record, secret: record.reportKey }, outcome, signal);
  };
}

/** What was said, for its timeline. */
function createTranscriptLoader({
  accounts,
  storage: { transcripts },
  ...parts
}: Pick<Parts, 'accounts' | 'storage'> & Omit<TranscriptParts, 'transcripts'>): LoadTranscript {
  const loadTranscript = loadTranscripts({ ...parts, transcripts });
  return async ({ record, outcome }, signal) => {
    const account = accounts.get(record.account);
    if (!account) throw new Failure('not-found', 'There is no such account');
    return abortable(loadTranscript(account, record, outcome), signal);
  };
}
