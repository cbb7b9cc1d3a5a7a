import { createHmac } from 'node:crypto';
import type { Invitation, Vendor } from '../../interviews/ports/vendor.ts';
import { baseUrl, reads, refuses } from '../../settings/values.ts';
import { keyOf } from '../standard-webhooks.ts';
import type { LinkSettings } from './settings.ts';
import { templateList } from './templates.ts';

const placeholders = /\{(interview_id|template_id|signature)\}/g;

/** A pattern of links to the vendor's page where a candidate begins. */
export const linkPattern = refuses(
  (text) => !text.includes('{interview_id}'),
  'should contain {interview_id}: without it you cannot tell whose interview it is',
  reads(
    'an https URL (http only for localhost) with {interview_id} behind its host, and no other braces than those of {template_id} and {signature}',
    (text) => (isPattern(text) ? text : undefined),
  ),
);

function isPattern(text: string): boolean {
  const [, origin = '', rest = ''] = /^(https?:\/\/[^/?#{}]+)(.*)$/i.exec(text) ?? [];
  if (/[{}]/.test(rest.replaceAll(placeholders, ''))) return false;
  return baseUrl.safeParse(origin).success && /^[\x21-\x7e]*$/.test(rest);
}

/** A vendor that is never called. */
export function linkVendor({ link, webhookSecrets, templates }: LinkSettings) {
  return {
    listTemplates: async () => templateList(templates),
    listJobs: async () => [],
    invite: async (invitation) => ({ link: linkOf(link, webhookSecrets[0] ?? '', invitation), isEmailed: false }),
    fetch: async () => [],
  } satisfies Partial<Vendor>;
}

/** Made without a call, and the same each time. */
function linkOf(pattern: string, secret: string, { interviewId, templateId }: Invitation): string {
  const values: Readonly<Record<string, string>> = {
    interview_id: interviewId,
    template_id: templateId,
    signature: createHmac('sha256', keyOf(secret)).update(interviewId).digest('base64url'),
  };
  return pattern.replaceAll(placeholders, (_all, name: string) => encodeURIComponent(values[name] ?? ''));
}
