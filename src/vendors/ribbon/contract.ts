import { z } from 'zod';
import { Amount, Email, Id, lenient, Text, Title, WebAddress, Word } from '../lenient.ts';

/**
 * The fields that the bridge reads from Ribbon's answers and webhooks: only ids are required, and unknown fields are
 * ignored.
 */
const Flow = z.object({
  interview_flow_id: Id,
  title: Title,
  interview_type: Word,
  webhook_url: WebAddress,
  /** In clear: never log a flow. */
  webhook_secret_key: lenient(z.string()),
});
export type Flow = z.infer<typeof Flow>;

export const Flows = z.object({ interview_flows: z.array(Flow.nullable().catch(null)) });

export const Created = z.object({ interview_id: Id, interview_link: WebAddress });

const Scores = z.object({
  communication: Amount,
  motivation: Amount,
  skills: Amount,
  language_vocabulary_and_expression: Amount,
  language_grammar_and_structure: Amount,
  language_fluency_and_pace: Amount,
  language_comprehension: Amount,
});
export type Scores = z.infer<typeof Scores>;

/** The two transcripts may have a hundred thousand words, each with its times: they are not copied. */
const InterviewData = z.object({
  summary: Text,
  scores: lenient(Scores),
  transcript_with_timestamp: z.unknown().optional(),
  questions_to_transcript_mapping: z.unknown().optional(),
});
export type InterviewData = z.infer<typeof InterviewData>;

export const Interview = z.object({ interview_id: Id, status: Word, interview_data: lenient(InterviewData) });
export type Interview = z.infer<typeof Interview>;

/** `interview_id` is absent, and `interviewee_email` there, where a candidate was moved to another status. */
export const WebhookBody = z.object({
  event_type: Word,
  interview_flow_id: lenient(Id),
  interview_id: lenient(Id),
  /** The recruiter's page; the answer to a create has the same name for the candidate's. */
  interview_link: WebAddress,
  interviewee_email: Email,
  new_status: Word,
});

const ErrorAnswer = z.object({ message: Text, status: Text }).catch({ message: null, status: null });

/** Ribbon's words about a refusal. */
export function readError(answer: unknown): string | undefined {
  const { message, status } = ErrorAnswer.parse(answer);
  return message || status || undefined;
}
