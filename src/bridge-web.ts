import { randomBytes } from 'node:crypto';
import type { ManageParts } from './accounts/change.ts';
import { byLink, makeConnectLink } from './accounts/connect.ts';
import { noteFirstCalls } from './accounts/first-calls.ts';
import type { Sources } from './accounts/sources.ts';
import { againRoutes } from './again/routes.ts';
import type { Report } from './app.ts';
import type { ApplicationParts } from './applications/ports.ts';
import type { BridgeAccount } from './bridge-accounts.ts';
import type { Config } from './config.ts';
import { connectRoutes } from './connect/routes.ts';
import { documentRoutes } from './http/documents.ts';
import { bodyReader } from './http/json-body.ts';
import type { Load } from './http/load-shedding.ts';
import { createPace } from './http/pace.ts';
import type { HttpClient } from './http/request.ts';
import { budgets } from './interviews/budgets.ts';
import { createInterviews } from './interviews/create.ts';
import type { Accounts } from './interviews/ports/accounts.ts';
import type { WakeUp } from './interviews/ports.ts';
import { receiveWebhooks } from './interviews/receive.ts';
import type { WorkParts } from './interviews/turn.ts';
import type { Logger } from './log.ts';
import { invitationRoutes } from './mail/routes.ts';
import { type Audit, createAudit, logged } from './operator/actions/audit.ts';
import { createApi } from './operator/api/create.ts';
import { createConsole } from './operator/console/create.ts';
import type { FaceParts } from './operator/face.ts';
import type { BridgeParts } from './operator/parts.ts';
import type { RedisTrouble } from './operator/redis-trouble.ts';
import type { ReportAddresses } from './reports/address.ts';
import { candidateRoutes } from './reports/candidate.tsx';
import { reportRoutes } from './reports/routes.ts';
import { shareReports } from './reports/share.ts';
import type { WakeUps } from './scheduler/wake-ups.ts';
import { newInterviewId } from './store/ids.ts';
import type { Storage } from './store/open.ts';
import { vendorContract } from './vendors/http/openapi.ts';
import { webhookRoutes } from './vendors/routes.ts';
import { type listTemplatesCached, templateNamesOf } from './vendors/templates.ts';
import { workableRoutes } from './workable/routes.ts';
import { stageWebhookRoutes } from './workable/stages/webhook.ts';

type Parts = {
  config: Pick<Config, 'publicUrl' | 'operatorToken'>;
  accounts: Accounts<BridgeAccount>;
  sources: Sources<BridgeAccount>;
  /** What managed accounts are changed with, by those who have such an audit. */
  manageBy: (audit: Audit) => ManageParts;
  storage: Storage;
  addresses: ReportAddresses;
  /** For PDFs that readers get through the bridge. */
  relays: HttpClient;
  work: WorkParts & { sleep: (ms: number) => Promise<void> };
  /** What decides about an application. */
  contextOf: ApplicationParts['contextOf'];
  listTemplates: ReturnType<typeof listTemplatesCached>;
  callWith: BridgeParts['callWith'];
  wakeUp: WakeUp;
  wakeUps: Pick<WakeUps, 'forget' | 'standing'>;
  /** Counts a request to the API. Throws Failure where there are too many. */
  takeTurn: () => void;
  /** Why Redis could not be used a few seconds ago, for the console. */
  redisTrouble: () => RedisTrouble | undefined;
  load: Load;
  report: Report;
  log: Logger;
};

/** What makes a process a web process: the routes of Workable, vendors, operators, recruiters and candidates. */
export function webRoutes({
  config: { publicUrl, operatorToken },
  accounts,
  sources,
  manageBy,
  storage,
  addresses,
  relays,
  work,
  contextOf,
  listTemplates,
  callWith,
  wakeUp,
  wakeUps: queues,
  takeTurn,
  redisTrouble,
  load: { enter, charge },
  report,
  log,
}: Parts) {
  const { store, now, monotonic, emit, within, sleep } = work;
  const { sharedLinks: links, reportLocks: locks, transcripts, rejected, connectLinks, firstCalls } = storage;
  const { readObject, readBytes } = bodyReader({ charge, pace: createPace({ monotonic, sleep }) });
  const shareReport = shareReports({ links, addresses, newKey: randomKey, now });
  const wakeUps = { send: wakeUp, forget: queues.forget, standing: queues.standing };
  const linkManage = manageBy(logged(createAudit(storage, now), log, 'connect link'));
  const face: FaceParts = {
    publicUrl,
    accounts,
    sources,
    manageBy,
    storage,
    wakeUps,
    callWith,
    share: ({ sharedLinkLife }, record) => shareReport(sharedLinkLife, record),
    connectLink: (manage, name, door) =>
      makeConnectLink({ manage, links: connectLinks, publicUrl, newKey: randomKey }, name, door),
    log,
    now,
  };
  return {
    api: createApi({ ...face, operatorToken, readBytes, takeTurn }),
    console: createConsole({ ...face, operatorToken, readBytes, enter, redisTrouble, report }),
    webhooks: webhookRoutes({
      accounts,
      enter,
      readBytes,
      receive: receiveWebhooks({ store, wakeUp, now, emit }),
      keepRejected: ({ name }, body) => rejected.keep(name, body),
      now,
      monotonic,
      emit,
    }),
    stageWebhooks: stageWebhookRoutes({
      accounts,
      connections: storage.connections,
      applications: storage.applications,
      enter,
      readBytes,
      keepRejected: rejected.keep,
      noteHeard: (name, at) => void storage.applicationCounts.noteHeard(name, at).catch(() => undefined),
      newKey: randomKey,
      wakeUp,
      now,
      emit,
    }),
    reports: reportRoutes({
      accounts,
      store,
      links,
      locks,
      transcripts,
      http: relays,
      addresses,
      templateNames: templateNamesOf(storage.templates),
      now,
      sleep,
      emit,
      within,
      report,
    }),
    documents: documentRoutes({ vendor: vendorContract }),
    candidates: candidateRoutes({ accounts, store, report }),
    invitations: invitationRoutes({ accounts, store, enter, now, sleep, within, report }),
    again: againRoutes({
      accounts,
      applications: storage.applications,
      contextOf,
      enter,
      readBytes,
      now,
      wakeUp,
      within,
      report,
    }),
    connect: connectRoutes({
      accounts,
      manage: linkManage,
      links: connectLinks,
      wizard: {
        storage,
        wakeUps,
        now,
        callWith,
        listTemplates,
        audit: logged(createAudit(storage, now, ', by connect link'), log, 'connect link'),
        manage: byLink(linkManage),
        links: connectLinks,
      },
      firstCalls: firstCalls.read,
      enter,
      readBytes,
      report,
    }),
    workable: workableRoutes({
      accounts,
      enter,
      readObject,
      store,
      createInterview: createInterviews({ ...work, newId: newInterviewId, newKey: randomKey }),
      listTemplates,
      listJobs: ({ vendor }) => within(budgets.list, (options) => vendor.listJobs(options)),
      shareReport,
      noteRequest: (name) => storage.contacts.note(name, 'request', now()),
      noteCall: noteFirstCalls({ note: firstCalls.note, now }),
      now,
    }),
  };
}

function randomKey(): string {
  return randomBytes(32).toString('base64url');
}
