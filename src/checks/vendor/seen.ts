import type { Exchange } from '../client.ts';
import { type Fields, isObject, isSuccess, notApplicable } from '../expect.ts';
import type { VendorSubject } from './subject.ts';

/** What the vendor said about an interview, and where. */
export type Fact = { from: string; fields: Fields };

/** Every form of an interview that the kit has seen: by asking, in webhooks, and the one of `--interview`. */
export async function factsOf({ asked, watched, finished, pushes }: VendorSubject): Promise<readonly Fact[]> {
  const answers: Exchange[] = finished ? [await finished()] : [];
  const read = answers.flatMap((answer) =>
    isSuccess(answer) && isObject(answer.json) ? { from: `GET /${answer.path}`, fields: answer.json } : [],
  );
  const first = await asked();
  if (!isSuccess(first)) return read.length > 0 ? read : notApplicable('It needs an interview, see V50');
  const { states } = await watched();
  const pushed = (pushes?.all() ?? []).flatMap(({ bytes }) => {
    const body = jsonOf(bytes);
    return isObject(body) && isObject(body.interview) ? { from: 'a webhook', fields: body.interview } : [];
  });
  return [...read, ...states.map((fields) => ({ from: `GET /${first.path}`, fields })), ...pushed];
}

export function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
