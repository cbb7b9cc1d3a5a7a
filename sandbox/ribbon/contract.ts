import { z } from 'zod';

const optional = z.string().nullish();

/** Fields that are not in Ribbon's documents are taken and ignored; those that are have to be right. */
export const PostInterview = z.object({
  interview_flow_id: z.string(),
  interviewee_email_address: optional,
  interviewee_first_name: optional,
  interviewee_last_name: optional,
  assigned_recruiter_id: z
    .string()
    .regex(/^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/)
    .nullish(),
});

export const PostFlow = z.object({
  org_name: z.string(),
  title: z.string(),
  questions: z.array(z.string()).max(20),
  interview_type: z.enum(['recruitment', 'general']).nullish(),
  is_video_enabled: z.boolean().nullish(),
  webhook_url: optional,
  webhook_secret_key: optional,
  team_id: optional,
});

const count = z.coerce.number().int().min(0);

export const FlowsQuery = z.object({
  limit: count.default(100),
  offset: count.default(0),
  team_id: z.string().optional(),
});

export const InterviewsQuery = z.object({
  limit: count.default(20),
  offset: count.default(0),
  status: z.enum(['incomplete', 'completed']).default('completed'),
  team_id: z.string().optional(),
});
