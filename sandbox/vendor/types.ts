/** One row of the vendor's list of interview definitions. */
export type Definition = {
  id: string;
  merchant_id: string | null;
  name: string | null;
  emoji: string | null;
  type: string | null;
  type_avatar: string | null;
  status: string | null;
  visibility: string | null;
  mojito_language_code: string | null;
  speech_language_code: string | null;
  environment: string | null;
  is_ats: boolean | null;
  is_multi_stage: boolean | null;
  recording: string | null;
  recording_full_session: string | null;
  billing_single_position: boolean | null;
  billing_single_position_end_at: string | null;
  cover_image_url: string | null;
  interview_count: number | null;
  interview_last: string | null;
  calc_duration: number | null;
  created_at: string | null;
  updated_at: string | null;
};

/** A customer of the vendor. It has one key, and one address for webhooks. */
export type Merchant = { apiKey: string; webhook: WebhookTarget | undefined };

export type WebhookTarget = { url: string; secret: string };

/** A person at a merchant, known by the e-mail. There is one `externalId`, whatever the number of invitations. */
export type Profile = {
  id: string;
  /** The place of the merchant in the list of all. */
  merchant: number;
  email: string;
  name: string | null;
  externalId: string | null;
  isInvited: boolean;
  createdAt: number;
  updatedAt: number;
};

/** One accepted row of a registration. */
export type SandboxInvitation = {
  merchant: number;
  definitionId: string;
  email: string;
  name: string | null;
  externalId: string | null;
  at: number;
  sendEmail: boolean | null;
};

/** The body of the vendor's three webhooks. */
export type WebhookPayload = {
  id: string;
  interview_id: string;
  question_set_id: string;
  status: string;
  interview_status: string | null;
  processing_status: string | null;
  profile_interview_id: string | null;
  profile_id: string | null;
  score: number | null;
  ai_analysis_recruiter_score: number | null;
  ai_analysis: string | null;
  ai_analysis_recruiter: string | null;
  recruiter_go_next_round: boolean | null;
  pdf_export_url: string | null;
  reason: string | null;
  candidate_external_id: string | null;
  candidate_name: string | null;
  candidate_email: string | null;
  candidate_phone_number: string | null;
  ai_analysis_recruiter_why_hire: unknown;
  ai_analysis_recruiter_why_not_hire: unknown;
};

/** One sitting of a candidate: the vendor's "interview result". */
export type SandboxAttempt = {
  id: string;
  /** The id of its row in the result list, which has no other use. */
  rowId: string;
  definitionId: string;
  profile: Profile;
  /** The fields that differ from an attempt that has just begun, in the vendor's format. */
  result: Partial<WebhookPayload>;
  reportValidUntil: string | null;
  /** Fields that changed while the webhook waited for the automatic report. */
  pendingReasons: string[];
  createdAt: number;
  endedAt: number | null;
  updatedAt: number;
  /** Grows with every change of any attempt: sorts those of the same millisecond. */
  touched: number;
};

export type VendorEvent = 'interview_result' | 'interview_collected' | 'interview_failed';

export type LoggedRequest = {
  method: string;
  /** The last path segment, as in `misbehave`. */
  path: string;
  query: Record<string, string>;
  at: number;
  headers: Record<string, string>;
  body?: unknown;
};

export type LoggedWebhook = {
  event: VendorEvent | 'raw';
  body: unknown;
  /** The newest answer; null while there was none. */
  status: number | null;
  tries: number;
  at: number;
};

export type PayloadShape = 'current' | '2025' | 'oldest';

export type Misbehaviour = {
  /** Last path segment, e.g. `job-interview-register-users`. */
  path: string;
  how:
    | 'error'
    | 'late'
    | 'hang'
    | 'drop'
    | 'accept-then-drop'
    | 'accept-then-hang'
    | 'rate-limit'
    | 'unauthorised'
    | 'row-error'
    | 'garbage'
    | 'answer';
  /** Only calls with these in their query, e.g. `{ type: 'assessment' }`. */
  query?: Record<string, string>;
  /** For `answer`: the JSON as it is written. */
  json?: string;
  /** For `late`: the delay after which the call is served normally. */
  delayMs?: number;
  /** For `error`; 500 when absent. */
  status?: number;
  /** For `error` and `row-error`: the message. */
  words?: string;
  /** How many calls it spoils; all of them until `behave()` when absent. */
  times?: number;
  /** For `rate-limit`. */
  retryAfterSeconds?: number;
};

/** Settings that a test or a developer may change at any time. */
export type VendorSwitches = {
  definitions: Definition[];
  now: () => number;
  payloadShape: PayloadShape;
  /** Sends `candidate_external_id: null`. */
  nullExternalId: boolean;
  /** Webhooks are logged and never sent. */
  dropWebhooks: boolean;
  /** Waits before the tries after the first; the last one repeats until the server is closed. */
  webhookRetryDelaysMs: number[];
  webhookTimeoutMs: number;
  /** Results wait for `makeReport` before their first webhook, as with the vendor's automatic reports. */
  automaticReports: boolean;
  reportLinkTtlSeconds: number;
  /** Whether registration answers a bare array or `{results: […]}`. */
  registrationShape: 'array' | 'results';
  /** Whether rows of a registration name the `profile_interview_id`, which the vendor does not declare. */
  registrationTellsProfile: boolean;
  /** How many more candidates may be invited; null for any number. */
  invitationsLeft: number | null;
  /** Laid over every answer of the details call. */
  detailsExtra: Record<string, unknown>;
};
