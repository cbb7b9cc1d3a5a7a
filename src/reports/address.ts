import type { InterviewRecord } from '../interviews/record.ts';

/**
 * Addresses of the bridge's pages about an interview. A token is `<interview id>.<secret>`: the id names the record,
 * the secret (256 random bits) proves that the reader was given the address.
 */
export function reportAddresses(publicUrl: string) {
  return {
    reportUrl: (record: InterviewRecord) => `${publicUrl}/reports/${record.id}.${record.reportKey}`,
    pdfUrl: (record: InterviewRecord) => `${publicUrl}/reports/${record.id}.${record.reportKey}/report.pdf`,
    transcriptUrl: (record: InterviewRecord) => `${publicUrl}/reports/${record.id}.${record.reportKey}/transcript`,
    sharedUrl: (record: InterviewRecord, secret: string) => `${publicUrl}/shared/${record.id}.${secret}`,
  };
}

export type ReportAddresses = ReturnType<typeof reportAddresses>;

/** Undefined if the text cannot be a token. */
export function parseReportToken(token: string): { id: string; secret: string } | undefined {
  const at = token.indexOf('.');
  return at > 0 && at < token.length - 1 ? { id: token.slice(0, at), secret: token.slice(at + 1) } : undefined;
}
