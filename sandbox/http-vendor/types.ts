export type Points = { value: number; max: number };

/** The vendor contract's view of one interview, as its `GET` answers it. */
export type HttpInterview = {
  status: string;
  updated_at?: string | null;
  score?: Points | null;
  ratings?: ((Points & { label: string }) | { label: string; word: string })[] | null;
  summary?: string | null;
  strengths?: string[] | null;
  concerns?: string[] | null;
  questions?: { question: string; answer?: string; score?: Points; word?: string; comment?: string }[] | null;
  transcript?: { at_seconds?: number; speaker: string; text: string }[] | null;
  reschedule?: { from: string; to: string } | null;
  decision?: boolean | null;
  started_at?: string | null;
  ended_at?: string | null;
  duration_seconds?: number | null;
  page_url?: string | null;
  pdf_url?: string | null;
};

export type HttpInvitation = {
  template_id: string;
  candidate: { first_name: string; last_name?: string; email: string; phone?: string };
  job_title?: string;
  notify_url: string;
  expires_at: string;
};

/** `invitation`: absent where the candidate came by a link, of which the vendor was told nothing. */
export type HttpRow = {
  id: string;
  templateId: string;
  invitation?: HttpInvitation;
  interview: HttpInterview;
  link: string;
  notifyUrl: string;
};

/** A call of the bridge's, as the vendor contract knows them. */
export type HttpCall = 'list' | 'invite' | 'ask' | 'cancel';

/** The fault that the next call of its kind gets. */
export type HttpTrouble =
  | { how: 'status'; status: number; message?: string; retryAfterSeconds?: number }
  | { how: 'body'; body: unknown }
  | { how: 'garbage' | 'huge' | 'drop' | 'hang' | 'accept-then-drop' };

export type HttpWebhook = {
  path: string;
  headers: Record<string, string>;
  body: string;
  status: number | undefined;
};
