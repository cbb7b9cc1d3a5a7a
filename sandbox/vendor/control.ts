import { keepAttempt } from './memory.ts';
import { changesBetween, eventOf, type FailedStatus, isFinished, payloadOf, shaped } from './payload.ts';
import { makeLink } from './report.ts';
import { beginAttempt, findAttempt, findDefinition, normalEmail, type VendorState } from './state.ts';
import { resultTexts } from './texts.ts';
import type {
  LoggedRequest,
  LoggedWebhook,
  Merchant,
  Misbehaviour,
  SandboxAttempt,
  SandboxInvitation,
  VendorSwitches,
  WebhookPayload,
  WebhookTarget,
} from './types.ts';
import type { WebhookSender } from './webhooks.ts';

/** Plays the candidate, the vendor's recruiter and the vendor's faults. */
export type SandboxVendorControl = VendorSwitches & {
  readonly invitations: SandboxInvitation[];
  readonly attempts: SandboxAttempt[];
  /** API calls, newest last. */
  readonly requests: LoggedRequest[];
  readonly webhooks: LoggedWebhook[];
  /**
   * The candidate begins, invited or not; no webhook. `merchant`: whose interview it is; without it, of whom has invited
   * last. Resolves to the attempt's id.
   */
  start(email: string, definitionId: string, merchant?: number): Promise<string>;
  /** The candidate finishes the answers and does not submit them yet. */
  collect(attemptId: string): Promise<void>;
  /** Answers are submitted and scored, on 0 to 10; again for another score. `extra` is laid over the payload. */
  score(attemptId: string, score: number, extra?: Partial<WebhookPayload>): Promise<void>;
  /** The recruiter's decision: advance, do not advance, undecided. */
  decide(attemptId: string, decision: boolean | null): Promise<void>;
  fail(attemptId: string, status?: FailedStatus): Promise<void>;
  /** The recruiter asks for another attempt; begin it with `start`. Throws unless the attempt was submitted. */
  reset(attemptId: string): Promise<void>;
  /** Puts a fresh report link on the attempt. */
  makeReport(attemptId: string): Promise<void>;
  /** Makes every report link handed out so far answer 403. */
  expireReportLinks(): void;
  sendWebhook(body: unknown): Promise<LoggedWebhook>;
  /** Of the first merchant, which raw webhooks are for too. */
  configureWebhook(target: WebhookTarget): void;
  /** One more customer of the vendor, with invitations, results and webhooks of its own. */
  addMerchant(merchant: Merchant): void;
  /** Rules are tried in the order given; the first one for the path that has calls left applies. */
  misbehave(rule: Misbehaviour): void;
  behave(): void;
};

export function createControl(state: VendorState, sender: WebhookSender, origin: string): SandboxVendorControl {
  return Object.assign(state.switches, {
    invitations: state.invitations,
    attempts: state.attempts,
    requests: state.requests,
    webhooks: state.webhooks,
    ...playCandidate(state, sender),
    ...playRecruiter(state, sender, origin),
    expireReportLinks() {
      for (const link of state.reportLinks.values()) link.validUntil = 0;
    },
    sendWebhook: (body: unknown) => sender.send(0, 'raw', body),
    configureWebhook(webhook: WebhookTarget) {
      for (const first of state.merchants.slice(0, 1)) first.webhook = webhook;
    },
    addMerchant: (merchant: Merchant) => void state.merchants.push({ ...merchant }),
    misbehave(rule: Misbehaviour) {
      state.misbehaviours.push({ ...rule });
    },
    behave() {
      state.misbehaviours.length = 0;
    },
  });
}

function playCandidate(state: VendorState, sender: WebhookSender) {
  return {
    async start(email: string, definitionId: string, merchant = inviterOf(state, email, definitionId)) {
      if (findDefinition(state, definitionId) === undefined) throw new Error(`No definition ${definitionId}`);
      return beginAttempt(state, merchant, email, definitionId).id;
    },
    async collect(attemptId: string) {
      await change(state, sender, end(state, attemptId), { interview_status: 'completed' });
    },
    async score(attemptId: string, score: number, extra: Partial<WebhookPayload> = {}) {
      const attempt = end(state, attemptId);
      const now = payloadOf(attempt);
      await change(state, sender, attempt, {
        status: 'active',
        interview_status: isFinished(now) ? now.interview_status : 'completed',
        processing_status: 'completed',
        ...resultTexts(score),
        ...extra,
      });
    },
    async fail(attemptId: string, status: FailedStatus = 'failed') {
      await change(state, sender, end(state, attemptId), { interview_status: status });
    },
  };
}

function playRecruiter(state: VendorState, sender: WebhookSender, origin: string) {
  return {
    async decide(attemptId: string, decision: boolean | null) {
      await change(state, sender, attemptOf(state, attemptId), { recruiter_go_next_round: decision });
    },
    async reset(attemptId: string) {
      const attempt = attemptOf(state, attemptId);
      if (!isSubmitted(attempt)) throw new Error('Only a submitted result can be given another attempt');
      const edit = { status: 'draft', interview_status: 'failed', recruiter_go_next_round: null };
      await change(state, sender, attempt, edit);
    },
    async makeReport(attemptId: string) {
      const attempt = attemptOf(state, attemptId);
      const link = makeLink(state, origin, attemptId);
      attempt.reportValidUntil = link.pdf_export_valid_until;
      await change(state, sender, attempt, { pdf_export_url: link.pdf_export_url });
    },
  };
}

/** Changes an attempt and sends what the vendor would send for it. */
async function change(
  state: VendorState,
  sender: WebhookSender,
  attempt: SandboxAttempt,
  edit: Partial<WebhookPayload>,
): Promise<void> {
  const before = payloadOf(attempt);
  attempt.result = { ...attempt.result, ...edit };
  attempt.updatedAt = state.switches.now();
  attempt.touched = ++state.changes;
  const after = payloadOf(attempt);
  const changed = [...new Set([...attempt.pendingReasons, ...changesBetween(before, after)])];
  const event = eventOf(after, changed);
  const isPending = event === 'interview_result' && state.switches.automaticReports && after.pdf_export_url === null;
  attempt.pendingReasons = isPending ? changed : [];
  keepAttempt(state, attempt);
  if (event === undefined || isPending) return;
  const payload: WebhookPayload = { ...after, reason: changed.join(', ') };
  if (state.switches.nullExternalId) payload.candidate_external_id = null;
  await sender.send(
    attempt.profile.merchant,
    event,
    shaped(payload, state.switches.payloadShape, attempt.reportValidUntil),
  );
}

/** The merchant that has invited the candidate last; the first where none has. */
function inviterOf({ invitations }: VendorState, email: string, definitionId: string): number {
  const isTheirs = (each: SandboxInvitation) => each.email === normalEmail(email) && each.definitionId === definitionId;
  return invitations.findLast(isTheirs)?.merchant ?? 0;
}

function attemptOf(state: VendorState, attemptId: string): SandboxAttempt {
  const attempt = findAttempt(state, attemptId);
  if (attempt === undefined) throw new Error(`No attempt ${attemptId} at the sandbox vendor`);
  return attempt;
}

function end(state: VendorState, attemptId: string): SandboxAttempt {
  const attempt = attemptOf(state, attemptId);
  attempt.endedAt ??= state.switches.now();
  return attempt;
}

export function isSubmitted(attempt: SandboxAttempt): boolean {
  const { status, interview_status } = payloadOf(attempt);
  return status === 'active' && isFinished({ interview_status });
}
