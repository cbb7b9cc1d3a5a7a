/** A result as Workable keeps it. Every field may be absent; only bodies that keep the contract are taken. */
export type CallbackBody = {
  status: string;
  results_url?: string;
  interview?: {
    score?: string;
    grade?: string;
    summary?: string;
    details?: Record<string, unknown>;
    duration?: string;
  };
  attachments?: { description: string; url: string }[];
};

export type ReceivedCallback = {
  path: string;
  at: number;
  /** Without the token. */
  headers: Record<string, string>;
  body: unknown;
  /** What was answered; 0 when the answer was withheld by a rule. */
  status: number;
  problems: string[];
  /** Workable keeps it: it fits the contract and was answered with success, or was recorded before the failure. */
  isTaken: boolean;
};

export type AnswerRule = {
  status: number;
  headers?: Record<string, string>;
  body?: string;
  delayMs?: number;
  /** How many callbacks it answers; all of them until `behave()` when absent. */
  times?: number;
  /** Only for paths that contain this. */
  match?: string;
  /** Never answers. */
  hang?: boolean;
  /** Closes the connection instead of answering. */
  drop?: boolean;
  /** Fails before Workable records the callback. The default of `hang` and `drop`. */
  before?: 'record';
  /** Fails after Workable has recorded the callback, with any answer. */
  after?: 'record';
};

/** In Workable's words; null is sent as null. */
export type CandidateBody = {
  first_name?: string | null;
  last_name?: string | null;
  email?: string | null;
  phone?: string | null;
};

export type CreateRequest = {
  templateId: string | number;
  /** Laid over a made-up candidate. */
  candidate?: CandidateBody;
  /** A new one of this server when absent. */
  callbackUrl?: string;
  jobTitle?: string;
  jobId?: string | number;
  preferences?: Record<string, unknown>;
};

export type BridgeAnswer<Body> = { status: number; body: Body; headers: Record<string, string> };

/** An error of the bridge. */
export type BridgeError = { status?: number | string; message?: string };

export type Template = { id: string; name: string };
export type TemplatesBody = BridgeError & { interview_templates?: Template[] };
export type CreatedBody = BridgeError & { interview_id?: string };
export type SharedLinkBody = BridgeError & { url?: string; ttl?: string; ttl_units?: string };
export type InterviewBody = BridgeError & Omit<Partial<CallbackBody>, 'status'>;

/** An interview that was requested here. */
export type SentInterview = {
  callbackUrl: string;
  path: string;
  candidate: CandidateBody;
  jobTitle: string;
  templateId: string;
  at: number;
  answer: BridgeAnswer<CreatedBody>;
  sharedLink?: BridgeAnswer<SharedLinkBody>;
};
