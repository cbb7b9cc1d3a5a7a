import { parseUrl } from '../../src/interviews/parse-url.ts';

const statuses = ['completed', 'declined', 'rejected', 'expired'];
const grades = ['failed', 'passed', 'excelled'];
const deepest = 2;

type Fields = Record<string, unknown>;

/**
 * The errors of a callback, by Workable's page for video interview providers; empty if there are none. Stricter where
 * the page says nothing: unknown fields and nulls are refused.
 */
export function problemsOf(body: unknown): string[] {
  if (!isObject(body)) return ['the body is not a JSON object'];
  const problems = [...nullsIn(body, 'body'), ...unknownIn(body, 'body', topFields)];
  if (!statuses.some((status) => status === body.status)) problems.push(`status is not one of ${statuses.join(', ')}`);
  if (body.status === 'completed' && body.results_url === undefined) problems.push('results_url is missing');
  if (body.results_url !== undefined && !isWebAddress(body.results_url)) problems.push('results_url is not a URL');
  if (body.interview !== undefined) problems.push(...problemsOfInterview(body.interview));
  if (body.attachments !== undefined) problems.push(...problemsOfAttachments(body.attachments));
  return problems;
}

const topFields = ['status', 'results_url', 'interview', 'attachments'];
const interviewFields = ['score', 'grade', 'summary', 'details', 'duration'];
const attachmentFields = ['description', 'url'];

function problemsOfInterview(interview: unknown): string[] {
  if (!isObject(interview)) return ['interview is not an object'];
  const { score, grade, summary, duration, details } = interview;
  const problems = unknownIn(interview, 'interview', interviewFields);
  if (score !== undefined && (typeof score !== 'string' || score === '')) problems.push('score is not a string');
  if (grade !== undefined && !grades.some((each) => each === grade)) {
    problems.push(`grade is not one of ${grades.join(', ')}`);
  }
  if (summary !== undefined && typeof summary !== 'string') problems.push('summary is not a string');
  if (duration !== undefined && !/^\d{2,}:[0-5]\d:[0-5]\d$/.test(String(duration))) {
    problems.push('duration is not HH:MM:SS');
  }
  if (details !== undefined) {
    problems.push(...(isObject(details) ? problemsOfDetails(details, 1) : ['details is not an object']));
  }
  return problems;
}

function problemsOfDetails(details: Fields, level: number): string[] {
  return Object.entries(details).flatMap(([key, value]) => {
    if (Array.isArray(value)) return [`details: ${key} is an array`];
    if (!isObject(value)) return [];
    return level === deepest
      ? [`details: ${key} is deeper than ${deepest} levels`]
      : problemsOfDetails(value, level + 1);
  });
}

function problemsOfAttachments(attachments: unknown): string[] {
  if (!Array.isArray(attachments)) return ['attachments is not an array'];
  return attachments.flatMap((attachment: unknown, index) => {
    const name = `attachments[${index}]`;
    if (!isObject(attachment)) return [`${name} is not an object`];
    const problems = unknownIn(attachment, name, attachmentFields);
    if (typeof attachment.description !== 'string') problems.push(`${name}.description is not a string`);
    if (!isPdfAddress(attachment.url)) problems.push(`${name}.url is not the URL of a PDF`);
    return problems;
  });
}

function nullsIn(value: unknown, path: string): string[] {
  if (value === null) return [`${path} is null`];
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, each]) => nullsIn(each, `${path}.${key}`));
}

function unknownIn(fields: Fields, path: string, known: readonly string[]): string[] {
  return Object.keys(fields)
    .filter((key) => !known.includes(key))
    .map((key) => `${path}.${key} is not a known field`);
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWebAddress(value: unknown): value is string {
  return typeof value === 'string' && /^https?:\/\//i.test(value) && parseUrl(value) !== undefined;
}

function isPdfAddress(value: unknown): boolean {
  return isWebAddress(value) && new URL(value).pathname.toLowerCase().endsWith('.pdf');
}
