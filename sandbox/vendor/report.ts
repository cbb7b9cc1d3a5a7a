import { randomUUID } from 'node:crypto';
import { Router } from '@koa/router';
import { payloadOf } from './payload.ts';
import { writePdf } from './pdf.ts';
import { findAttempt, findDefinition, type VendorState } from './state.ts';
import type { SandboxAttempt } from './types.ts';

export type ReportLink = { pdf_export_url: string; pdf_export_valid_until: string };

/** A signed link to the attempt's PDF, good for `reportLinkTtlSeconds`. */
export function makeLink(state: VendorState, origin: string, attemptId: string): ReportLink {
  const token = randomUUID();
  const validUntil = state.switches.now() + state.switches.reportLinkTtlSeconds * 1_000;
  state.reportLinks.set(token, { attemptId, validUntil });
  return {
    pdf_export_url: `${origin}/storage/reports/${attemptId}.pdf?token=${token}`,
    pdf_export_valid_until: new Date(validUntil).toISOString(),
  };
}

/** Serves the reports behind signed links; the link alone gives access. */
export function createReportRouter(state: VendorState): Router {
  const router = new Router();
  router.get('/storage/reports/:file', function readReport(ctx) {
    const link = state.reportLinks.get(String(ctx.query.token));
    const attempt = link && findAttempt(state, link.attemptId);
    if (link === undefined || attempt === undefined || ctx.params.file !== `${attempt.id}.pdf`) {
      ctx.status = 404;
      ctx.body = { error: 'Object not found' };
    } else if (state.switches.now() >= link.validUntil) {
      ctx.status = 403;
      ctx.body = { error: 'The signed link has expired' };
    } else {
      ctx.type = 'application/pdf';
      ctx.body = writePdf(reportLines(state, attempt));
    }
  });
  return router;
}

export function reportLines(state: VendorState, attempt: SandboxAttempt): string[] {
  const { score, ai_analysis_recruiter } = payloadOf(attempt);
  return [
    'Interview report',
    `Candidate: ${attempt.profile.name ?? attempt.profile.email}`,
    `Interview: ${findDefinition(state, attempt.definitionId)?.name ?? attempt.definitionId}`,
    `Score: ${score ?? 'not scored yet'}`,
    ai_analysis_recruiter ?? 'No analysis yet',
  ];
}
