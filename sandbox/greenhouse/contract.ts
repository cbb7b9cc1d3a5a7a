import { z } from 'zod';

/**
 * Stricter than a real vendor needs to be: a field that is not in the contract is an error of the bridge, and so is one
 * that is left out where it should be null.
 */
export const SendTest = z.strictObject({
  partner_test_id: z.string().min(1),
  candidate: z.strictObject({
    first_name: z.string().min(1),
    last_name: z.string().min(1),
    preferred_name: z.string().min(1).nullable(),
    resume_url: z.url().nullable(),
    phone_number: z.string().min(1).nullable(),
    email: z.email(),
    greenhouse_profile_url: z.url(),
  }),
  sent_by: z.email().nullable(),
  url: z.url(),
});

export const ResponseError = z.strictObject({
  api_call: z.enum(['list_tests', 'send_test', 'test_status']),
  errors: z.array(z.string().min(1)).min(1),
  partner_test_id: z.string().min(1).optional(),
  partner_test_name: z.string().min(1).optional(),
  partner_interview_id: z.string().min(1).optional(),
  candidate_email: z.email().optional(),
});
