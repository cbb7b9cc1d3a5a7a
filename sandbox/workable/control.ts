import type { CallBridge } from './call-bridge.ts';
import { type Inbox, latestTaken, waitForTaken } from './inbox.ts';
import type {
  AnswerRule,
  BridgeAnswer,
  CallbackBody,
  CandidateBody,
  CreatedBody,
  CreateRequest,
  InterviewBody,
  ReceivedCallback,
  SentInterview,
  SharedLinkBody,
  TemplatesBody,
} from './types.ts';

/** Plays Workable's recruiter and Workable's faults. */
export type SandboxWorkableControl = {
  listTemplates(): Promise<BridgeAnswer<TemplatesBody>>;
  createInterview(request: CreateRequest): Promise<BridgeAnswer<CreatedBody> & { callbackUrl: string }>;
  getInterview(interviewId: string): Promise<BridgeAnswer<InterviewBody>>;
  sharedLink(interviewId: string): Promise<BridgeAnswer<SharedLinkBody>>;
  /** A callback URL of this server that no interview has yet. */
  newCallbackUrl(): string;
  /** Everything recorded, newest last. */
  readonly callbacks: ReceivedCallback[];
  /** Interviews requested through `createInterview`, newest last. */
  readonly interviews: SentInterview[];
  /** The newest body that Workable accepted. */
  latest(callbackUrl: string): CallbackBody | undefined;
  /**
   * Resolves with the newest accepted body if it matches, otherwise with the next that does; rejects with what came
   * instead.
   */
  waitFor(callbackUrl: string, fits?: (body: CallbackBody) => boolean, timeoutMs?: number): Promise<CallbackBody>;
  readonly inFlight: number;
  readonly maxInFlightPerInterview: number;
  /** Rules are tried in the order given; the first one for the path that has callbacks left applies. */
  answerWith(rule: AnswerRule): void;
  behave(): void;
};

type Parts = { inbox: Inbox; callBridge: CallBridge; origin: string; now: () => number };

export function createControl({ inbox, callBridge, origin, now }: Parts): SandboxWorkableControl {
  const interviews: SentInterview[] = [];
  // Later than those of an earlier run, whose interviews the bridge may still know.
  let lastNumber = Date.now();

  function newCallbackUrl(): string {
    lastNumber += 1;
    return `${origin}/interviews/${lastNumber}`;
  }

  return {
    callbacks: inbox.callbacks,
    interviews,
    newCallbackUrl,
    listTemplates: () => callBridge('GET', '/interview-templates'),
    async createInterview({ templateId, candidate, callbackUrl = newCallbackUrl(), jobTitle, jobId, preferences }) {
      const invited: CandidateBody = { ...madeUpCandidate(lastNumber), ...candidate };
      const title = jobTitle ?? 'Customer support agent';
      // Requested even where no answer comes.
      const interview: SentInterview = {
        callbackUrl,
        path: new URL(callbackUrl).pathname,
        candidate: invited,
        jobTitle: title,
        templateId: String(templateId),
        at: now(),
        answer: { status: 0, body: { message: 'no answer' }, headers: {} },
      };
      interviews.push(interview);
      interview.answer = await callBridge<CreatedBody>('POST', '/interviews', {
        interview_template_id: templateId,
        ...(jobId === undefined ? {} : { job_id: jobId }),
        job_title: title,
        callback_url: callbackUrl,
        candidate: invited,
        ...(preferences === undefined ? {} : { preferences }),
      });
      return { ...interview.answer, callbackUrl };
    },
    getInterview: (interviewId) => callBridge('GET', `/interviews/${encodeURIComponent(interviewId)}`),
    sharedLink: (interviewId) => callBridge('GET', `/interviews/${encodeURIComponent(interviewId)}/shared-link`),
    latest: (callbackUrl) => latestTaken(inbox, callbackUrl),
    waitFor: (callbackUrl, fits = () => true, timeoutMs = 30_000) => waitForTaken(inbox, callbackUrl, fits, timeoutMs),
    get inFlight() {
      return inbox.inFlight;
    },
    get maxInFlightPerInterview() {
      return inbox.maxInFlightPerInterview;
    },
    answerWith(rule) {
      inbox.rules.push({ ...rule });
    },
    behave() {
      inbox.rules.length = 0;
    },
  };
}

function madeUpCandidate(number: number): CandidateBody {
  return {
    first_name: 'Ines',
    last_name: 'Marlow',
    email: `ines.marlow.${number}@example.test`,
    phone: '(785) 555-0142',
  };
}
