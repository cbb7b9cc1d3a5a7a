export type Role = 'admin' | 'recruiting_admin' | 'hiring_manager' | 'simple' | 'reviewer' | 'recruiter';

export type SpiStage = {
  id: number;
  /** The id in hex. */
  identifier: string;
  slug: string;
  name: string;
  kind: string;
  /** In the confidential zone: the padlocked last stages, where a comment without a policy is seen by fewer people. */
  isConfidential: boolean;
};

/** The stages of one or of several jobs, in order. */
export type SpiPipeline = { id: string; stages: SpiStage[] };

export type SpiMember = {
  id: string;
  name: string;
  email: string;
  /** In the account: admin = all access, simple = standard, reviewer = limited, recruiter = external. */
  role: 'admin' | 'simple' | 'reviewer' | 'recruiter';
  isSuperAdmin: boolean;
  isActive: boolean;
  /** Without it the API does not list the member. */
  hasRecruitingAccess: boolean;
  /** The departments it may see, where the switch `member403` asks for one. */
  departments: string[];
};

export type JobState = 'draft' | 'published' | 'closed' | 'archived';

export type SpiJob = {
  /** The last part of its address; `id` on the wire is this in hex. */
  number: number;
  shortcode: string;
  title: string;
  code: string | null;
  /** `closed`: used internally or confidentially, and open all the same. `archived`: over. */
  state: JobState;
  isSample: boolean;
  department: string | null;
  pipelineId: string;
  /** Hiring team: the role of each member in this job, by the member's id. */
  team: Record<string, Role>;
  createdAt: number;
  updatedAt: number;
};

export type SpiProfile = {
  firstname: string;
  lastname: string;
  email: string | null;
  phone: string | null;
  headline: string | null;
  address: string | null;
  summary: string | null;
  coverLetter: string | null;
  skills: string[];
  educationEntries: object[];
  experienceEntries: object[];
};

/** One person in one job, or in the talent pool. */
export type SpiCandidate = SpiProfile & {
  id: string;
  /** Undefined in the talent pool. */
  jobShortcode: string | undefined;
  stageId: number;
  isSourced: boolean;
  isAnonymized: boolean;
  isWithdrawn: boolean;
  /** When it was disqualified. */
  disqualifiedAt: number | undefined;
  disqualificationReason: string | null;
  hiredAt: number | undefined;
  movedToOfferAt: number | undefined;
  tags: string[];
  /** By key. */
  attributes: Record<string, string | boolean>;
  originatingId: string | null;
  createdAt: number;
  updatedAt: number;
};

export type SpiRating = {
  score: 'negative' | 'positive' | 'definite';
  scale: 'thumbs' | 'stars' | 'numbers';
  grade: number;
};

export type SpiFile = { key: string; name: string; type: string; data: Buffer };

/** One row of a timeline. */
export type SpiActivity = {
  id: string;
  /** Undefined for what happened to the job itself. */
  candidateId: string | undefined;
  jobShortcode: string | undefined;
  /** `comment`, `rating`, `disqualified`, …; a move has the slug of the stage that was reached. */
  action: string;
  /** Where the candidate stood, as it was called then. */
  stage: SpiStage | undefined;
  /** Where it was moved. */
  target: SpiStage | undefined;
  memberId: string | undefined;
  body: string | null;
  rating?: SpiRating;
  /** Who sees it. */
  visibility?: Role[];
  /** As it was sent; absent where none was. */
  policy?: string[];
  file?: SpiFile;
  createdAt: number;
  updatedAt: number;
};

export type TokenKind = 'account' | 'oauth' | 'partner';

export type SpiToken = {
  value: string;
  kind: TokenKind;
  scopes: string[];
  subdomain: string;
  /** Of a partner token: calls carry it in `X-WORKABLE-CLIENT-ID`. */
  clientId: string | undefined;
  /** Of an OAuth application: webhooks are signed with it. */
  appSecret: string | undefined;
  expiresAt: number | undefined;
  isRevoked: boolean;
};

export type SpiSubscription = {
  id: number;
  event: string;
  target: string;
  /** Empty: all. */
  args: { account_id: string; job_shortcode: string; stage_slug: string };
  createdAt: number;
  validUntil: number | undefined;
  /** The credential that made it. */
  token: string;
};

export type SpiRequest = {
  /** On the clock of the fake, in milliseconds. */
  at: number;
  method: string;
  /** Below `/spi/v3`, without the query. */
  path: string;
  query: Record<string, string>;
  body: unknown;
  headers: Record<string, string>;
  /** What was answered; 0 while it is under way, and for good where the answer was withheld. */
  status: number;
};

/** Ten seconds of one client of the rate limit. */
export type RateWindow = {
  /** `account`, `oauth:<secret>` or `partner:<client id>`. */
  client: string;
  /** A multiple of 10,000 ms. */
  startsAt: number;
  limit: number;
  /** Requests that were answered. */
  passed: number;
  /** Requests that were answered with 429. */
  refused: number;
  /** What the customer's other integrations used. */
  neighbours: number;
};

export type SpiDelivery = {
  /** When it was sent, on the clock of the fake. */
  at: number;
  subscriptionId: number;
  event: string;
  candidateId: string;
  target: string;
  headers: Record<string, string>;
  body: string;
  /** 1 for the first. */
  attempt: number;
  /** Never sent. */
  isLost: boolean;
  /** What the receiver answered: 0 for no answer, undefined while it is under way. */
  status: number | undefined;
};

/** What is wrong with the answers to some requests. */
export type SpiFault = {
  /** Upper case; any when absent. */
  method?: string;
  /** A part of the path below `/spi/v3`, or a pattern for it; any when absent. */
  path?: string | RegExp;
  /** Answers with this status, never answers, closes the connection, or is carried out once all faults end. */
  how: { status: number; body?: unknown; headers?: Record<string, string> } | 'hang' | 'drop' | 'hold';
  /** `before`, the default: nothing is done. `after`: the request is carried out, and the answer spoiled. */
  when?: 'before' | 'after';
  /**
   * Where it is wrong: in the application, behind the token and the rate limit, or at the edge in front of both, where
   * answers have no rate headers and nothing is counted. `app` when absent.
   */
  where?: 'app' | 'edge';
  /** How many requests it concerns; all when absent. */
  times?: number;
};

export type CustomAttribute = {
  id: string;
  key: string;
  type: 'short_text' | 'free_text' | 'numeric' | 'boolean';
  label: string;
};

export type DisqualificationReason = { id: string; description: string; isWithdrawal: boolean };

export type SpiEvent = {
  id: string;
  title: string;
  type: string;
  startsAt: number;
  endsAt: number;
  isCancelled: boolean;
  candidateId: string;
  memberId: string;
};
