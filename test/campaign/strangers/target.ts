import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Interview } from '../manners/accounts.ts';
import { secretOf } from '../manners/accounts.ts';
import type { Stage } from '../manners/stage.ts';

/** The account that is attacked, with what an attacker needs of it. */
export type Target = {
  stage: Stage;
  url: string;
  port: number;
  account: string;
  /** Where a report with a large PDF is. */
  reportPath: string;
  /** One that webhooks are about. */
  interview: Interview;
  /** A person of many interviews, and those. */
  person: string;
  theirs: readonly Interview[];
  close(): Promise<void>;
};

const pdfBytes = 8 * 1024 * 1024;

export async function openTarget(stage: Stage, account: string, interviewsOfPerson: number): Promise<Target> {
  const storage = await openPdfStorage();
  const [interview, read] = await stage.newInterviews(account, 2);
  if (!interview || !read) throw new Error('The account has no interviews');
  const person = 'repeated.candidate@example.test';
  const theirs: Interview[] = [];
  while (theirs.length < interviewsOfPerson) theirs.push(await stage.newInterview(account, person));
  const { url } = stage.bridge;
  return {
    stage,
    url,
    port: Number(new URL(url).port),
    account,
    reportPath: await makeReport(url, read, storage.url),
    interview,
    person,
    theirs,
    async close() {
      storage.server.closeAllConnections();
      storage.server.close();
    },
  };
}

/** The vendor's storage, with one large PDF. */
async function openPdfStorage(): Promise<{ server: Server; url: string }> {
  const pdf = Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(pdfBytes, ' ')]);
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'application/pdf', 'Content-Length': pdf.length }).end(pdf);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/report.pdf` };
}

/** Completes an interview with a PDF; resolves to the path of its report page. */
async function makeReport(url: string, interview: Interview, pdfUrl: string): Promise<string> {
  const { id, account, email, templateId } = interview;
  const webhook = await fetch(`${url}/webhooks/jobmojito`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secretOf('webhook', account)}` },
    body: JSON.stringify({
      id: `attempt-of-${id}`,
      interview_id: templateId,
      status: 'active',
      interview_status: 'completed',
      processing_status: 'completed',
      score: 8.1,
      pdf_export_url: pdfUrl,
      pdf_export_valid_until: new Date(Date.now() + 86_400_000).toISOString(),
      candidate_external_id: id,
      candidate_email: email,
    }),
  });
  if (webhook.status !== 200) throw new Error(`A webhook was answered ${webhook.status}`);
  const answer = await fetch(`${url}/interviews/${id}`, {
    headers: { authorization: `Bearer ${secretOf('provider', account)}` },
  });
  const { results_url } = (await answer.json()) as { results_url?: string };
  if (results_url === undefined) throw new Error('The interview has no report');
  return new URL(results_url).pathname;
}
