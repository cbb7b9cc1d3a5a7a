import type { WireAnswer } from '../../../testing/line.ts';
import type { Rubbish } from './draw.ts';

const answers = [200, 201, 204, 400, 401, 404, 405, 409, 410, 413, 417, 422, 431, 502, 503];
/** Calls that need the vendor may fail with it, since it gets rubbish too. */
const asksVendor = /^\/+(interviews|jobs|interview-templates)\b|report\.pdf/;

/** The error in an answer; undefined if there is none. */
export function faultOf({ path, method }: Rubbish, answer: WireAnswer): string | undefined {
  const { status, headers, body } = answer;
  if (!answers.includes(status)) return `was answered ${status}`;
  // Much of what is thrown is large, and of one account.
  const isOverload = status === 503 && body.includes('Too many requests at once');
  if (status >= 500 && !isOverload && !asksVendor.test(path)) return `was answered ${status}`;
  if (status < 400) return undefined;
  const type = headers['content-type'] ?? '';
  if (type.startsWith('text/html') && /^\/+(reports|shared|connect|again|operator|i\b|candidates\b)/i.test(path))
    return undefined;
  if (!type.startsWith('application/json')) return `has an error of the type "${type}"`;
  return method === 'HEAD' ? undefined : faultOfError(status, body.toString());
}

function faultOfError(status: number, text: string): string | undefined {
  const { message, ...rest } = parse(text);
  const isExact = typeof message === 'string' && message !== '' && message.length <= 300;
  return isExact && JSON.stringify(rest) === JSON.stringify({ status })
    ? undefined
    : `has another error body: ${text.slice(0, 200)}`;
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
