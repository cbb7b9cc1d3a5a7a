import type { WebhookPayload } from '../../../sandbox/vendor/types.ts';

/** An interview that exists when the rubbish begins. */
export type KnownInterview = {
  id: string;
  email: string;
  templateId: string;
  callbackUrl: string;
  /** What the vendor says of its attempt. */
  payload: WebhookPayload;
  /** Paths of its pages, where there are any. */
  pages: string[];
};

/** Everything a request may name that exists. */
export type Known = {
  interviews: readonly KnownInterview[];
  templates: readonly string[];
  newCallbackUrl: (index: number) => string;
  tokens: { provider: string; webhook: string; operator: string };
};
