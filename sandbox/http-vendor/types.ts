/** The vendor contract's view of one interview, as its `GET` answers it. */
export type HttpInterview = {
  status: string;
  updated_at?: string | null;
  score?: { value: number; max: number } | null;
  ratings?: ({ label: string; value: number; max: number } | { label: string; word: string })[] | null;
  summary?: string | null;
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

export type HttpRow = { id: string; invitation: HttpInvitation; interview: HttpInterview };

/** The fault that the next call that is not about templates gets. */
export type HttpTrouble =
  | { how: 'status'; status: number; message?: string; retryAfterSeconds?: number }
  | { how: 'garbage' | 'drop' | 'hang' | 'accept-then-drop' };

export type HttpWebhook = {
  path: string;
  headers: Record<string, string>;
  body: string;
  status: number | undefined;
};
