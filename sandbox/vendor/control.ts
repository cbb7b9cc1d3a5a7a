import { keepAttempt } from './memory.ts';
import { changesBetween, eventOf, type FailedStatus, isFinished, payloadOf, shaped } from './payload.ts';
import { makeLink } from './report.ts';
import { beginAttempt, findAttempt, findDefinition, type VendorState } from './state.ts';
import { resultTexts } from './texts.ts';
import type {
  LoggedRequest,
  LoggedWebhook,
  Misbehaviour,
  SandboxAttempt,
  SandboxInvitation,
  VendorSwitches,
  WebhookPayload,
} from './types.ts';
import type { WebhookSender, WebhookTarget } from './webhooks.ts';

/** Plays the candidate, the vendor's recruiter and the vendor's bad days. */
export type SandboxVendorControl = VendorSwitches & {
  readonly invitations: SandboxInvitation[];
  readonly attempts: SandboxAttempt[];
  /** API calls, newest last. */
  readonly requests: LoggedRequest[];
  readonly webhooks: LoggedWebhook[];
  /** The candidate begins, invited or not; no webhook. Resolves to the attempt's id. */
  start(email: string, definitionId: string): Promise<string>;
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
  configureWebhook(target: WebhookTarget): void;
  /** Rules are tried in the order given; the first one for the path that has calls left applies. */
  misbehave(rule: Misbehaviour): void;
  behave(): void;
};

export function createControl(state: VendorState, sender: WebhookSender, origin: string): SandboxVendorControl {
  /** Changes an attempt and sends what the vendor would send for it. */
  async function change(attempt: SandboxAttempt, edit: Partial<WebhookPayload>): Promise<void> {
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
    await sender.send(event, shaped(payload, state.switches.payloadShape, attempt.reportValidUntil));
  }

  function attemptOf(attemptId: string): SandboxAttempt {
    const attempt = findAttempt(state, attemptId);
    if (attempt === undefined) throw new Error(`No attempt ${attemptId} at the sandbox vendor`);
    return attempt;
  }

  function end(attemptId: string): SandboxAttempt {
    const attempt = attemptOf(attemptId);
    attempt.endedAt ??= state.switches.now();
    return attempt;
  }

  return Object.assign(state.switches, {
    invitations: state.invitations,
    attempts: state.attempts,
    requests: state.requests,
    webhooks: state.webhooks,
    async start(email: string, definitionId: string) {
      if (findDefinition(state, definitionId) === undefined) throw new Error(`No definition ${definitionId}`);
      return beginAttempt(state, email, definitionId).id;
    },
    async collect(attemptId: string) {
      await change(end(attemptId), { interview_status: 'completed' });
    },
    async score(attemptId: string, score: number, extra: Partial<WebhookPayload> = {}) {
      const attempt = end(attemptId);
      const now = payloadOf(attempt);
      await change(attempt, {
        status: 'active',
        interview_status: isFinished(now) ? now.interview_status : 'completed',
        processing_status: 'completed',
        ...resultTexts(score),
        ...extra,
      });
    },
    async decide(attemptId: string, decision: boolean | null) {
      await change(attemptOf(attemptId), { recruiter_go_next_round: decision });
    },
    async fail(attemptId: string, status: FailedStatus = 'failed') {
      await change(end(attemptId), { interview_status: status });
    },
    async reset(attemptId: string) {
      const attempt = attemptOf(attemptId);
      if (!isSubmitted(attempt)) throw new Error('Only a submitted result can be given another attempt');
      await change(attempt, { status: 'draft', interview_status: 'failed', recruiter_go_next_round: null });
    },
    async makeReport(attemptId: string) {
      const attempt = attemptOf(attemptId);
      const link = makeLink(state, origin, attemptId);
      attempt.reportValidUntil = link.pdf_export_valid_until;
      await change(attempt, { pdf_export_url: link.pdf_export_url });
    },
    expireReportLinks() {
      for (const link of state.reportLinks.values()) link.validUntil = 0;
    },
    sendWebhook: (body: unknown) => sender.send('raw', body),
    configureWebhook: (target: WebhookTarget) => sender.configure(target),
    misbehave(rule: Misbehaviour) {
      state.misbehaviours.push({ ...rule });
    },
    behave() {
      state.misbehaviours.length = 0;
    },
  });
}

export function isSubmitted(attempt: SandboxAttempt): boolean {
  const { status, interview_status } = payloadOf(attempt);
  return status === 'active' && isFinished({ interview_status });
}
