import { z } from 'zod';

/** Stricter than a real server needs to be: any field that is not in the vendor contract is an error of the bridge. */
export const InvitationBody = z.strictObject({
  template_id: z.string().min(1),
  candidate: z.strictObject({
    first_name: z.string().min(1),
    last_name: z.string().min(1).optional(),
    email: z.email(),
    phone: z.string().min(1).optional(),
  }),
  job_title: z.string().min(1).optional(),
  notify_url: z.url(),
  expires_at: z.iso.datetime(),
});

/** As vendors should read it: null is absent, and what is unknown is ignored. */
export const LenientInvitationBody = z.preprocess(
  withoutNulls,
  z.object({ ...InvitationBody.shape, candidate: z.object(InvitationBody.shape.candidate.shape) }),
);

function withoutNulls(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body;
  const fields = Object.entries(body).filter(([, value]) => value !== null);
  return Object.fromEntries(fields.map(([name, value]) => [name, withoutNulls(value)]));
}

export const idPattern = /^[A-Za-z0-9_-]{1,64}$/;
