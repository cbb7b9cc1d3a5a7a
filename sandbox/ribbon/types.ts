/** An interview flow as the API shows it, with what only the application knows. */
export type RibbonFlow = {
  interview_flow_id: string;
  team_id: string;
  org_name: string;
  title: string;
  questions: string[];
  interview_type: 'recruitment' | 'general' | null;
  is_video_enabled: boolean | null;
  webhook_url: string | null;
  webhook_secret_key: string | null;
};

/** What is known of a flow beyond its answer. */
export type FlowEntry = {
  flow: RibbonFlow;
  /** Of another organisation: every use of it is 403. */
  isForeign: boolean;
  /** Closed in the application: the API shows it all the same. */
  isClosed: boolean;
};

export type RibbonScores = Record<
  | 'communication'
  | 'motivation'
  | 'skills'
  | 'language_vocabulary_and_expression'
  | 'language_grammar_and_structure'
  | 'language_fluency_and_pace'
  | 'language_comprehension',
  number | null
>;

export type RibbonData = {
  transcript: string;
  transcript_with_timestamp: { content: string; role: string; words: { word: string; start: number; end: number }[] }[];
  questions_to_transcript_mapping: {
    script_question: string;
    transcript_item_indices: number[];
    start_timestamp: number;
    end_timestamp: number;
    transcript_items: { content: string; role: string }[];
  }[];
  audio_url: string | null;
  video_url: string | null;
  summary: string | null;
  scores: RibbonScores | null;
  interviewee_email_address: string | null;
  interviewee_first_name: string | null;
  interviewee_last_name: string | null;
};

export type RibbonPerson = { email: string | null; firstName: string | null; lastName: string | null };

export type RibbonInterview = {
  id: string;
  flowId: string;
  person: RibbonPerson;
  link: string;
  /** The last part of the recruiter's address of it, which is another id. */
  pageId: string;
  status: 'incomplete' | 'completed';
  data: RibbonData | null;
  isVisited: boolean;
  isStarted: boolean;
  isForeign: boolean;
};

/** The fault that the next create gets. */
export type RibbonTrouble =
  | { how: 'status'; status: number; message?: string; retryAfterSeconds?: number }
  | { how: 'garbage' | 'drop' | 'hang' | 'accept-then-drop' };

export type RibbonWebhook = {
  headers: Record<string, string>;
  body: string;
  /** What the bridge answered; undefined where it was not sent. */
  status: number | undefined;
};

/** What the vendor's documents leave open, and its bad days. */
export type RibbonSwitches = {
  /** What a wrong key is answered. */
  badKey: 401 | 403;
  /** When a candidate's link dies. */
  linkDies: 'on-visit' | 'on-start';
  /** Whether a create for a closed flow is refused. */
  refusesClosed: boolean;
  /** Null in every optional field, of flows, interviews and webhooks. */
  saysNull: boolean;
  /** An interview is completed, and its data are not there yet. */
  withholdsData: boolean;
  webhooks: {
    isSigned: boolean;
    isTwice: boolean;
    /** Sent to nobody, for ever. */
    isLost: boolean;
    /** `beta`: as the oldest documents show them. */
    shape: 'current' | 'beta';
  };
};
