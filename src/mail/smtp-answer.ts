import type { Answer, WriteResult } from '../outbox/destination.ts';

/** An error of an SMTP connection: `command` is what the server answered to, `responseCode` its answer. */
export type SmtpError = Error & {
  code?: string;
  originalCode?: string;
  command?: string;
  response?: string;
  responseCode?: number;
};

/**
 * What each failure means. Permanent refusals of the log-in or the sender are about our settings, not about one mail;
 * those of the recipient or the text are about this mail. `hasBegun`: the server said yes to all before the text.
 */
export function failureOf(error: SmtpError, hasBegun: boolean): WriteResult {
  const { code, command, responseCode: status } = error;
  const answer = answerOf(error);
  const isFinal = status !== undefined && status >= 500;
  if (code === 'EAUTH' && (isFinal || status === undefined))
    return { outcome: 'token-rejected', isCertain: true, answer };
  if (isFinal && command === 'MAIL FROM') return { outcome: 'token-rejected', isCertain: true, answer };
  if (isFinal && (command === 'RCPT TO' || command === 'DATA')) return { outcome: 'failed', answer };
  // A server that has answered "not now" has not taken the mail; one that is silent after the text may have.
  const isUnsent = status !== undefined || !hasBegun;
  return { outcome: 'try-again', answer, ...(isUnsent ? { isUnsent } : {}) };
}

/** The server's code, and its detailed one such as `5.1.1`. Not its words: they repeat addresses. */
function answerOf({ code, originalCode = code, response = '', responseCode }: SmtpError): Answer {
  if (code === 'ETLS') return { error: `TLS with the mail server failed (${originalCode})` };
  if (responseCode === undefined)
    return { error: `connection to the mail server failed (${originalCode ?? 'unknown'})` };
  const [, detail] = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response) ?? [];
  return { status: responseCode, ...(detail === undefined ? {} : { text: detail }) };
}

export function successOf(response: string): WriteResult {
  return { outcome: 'acknowledged', answer: { status: Number(response.slice(0, 3)) || 250 } };
}
