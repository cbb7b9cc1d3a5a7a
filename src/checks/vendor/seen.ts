import type { Exchange } from '../client.ts';
import { type Fields, isObject, isSuccess, notApplicable } from '../expect.ts';
import { interviewsIn } from './pushes.ts';
import { pathOf, type VendorSubject } from './subject.ts';

const needsInterview = 'It needs an interview, see V50';

/** What the vendor said about an interview, and where. */
export type Fact = { from: string; fields: Fields };

/** Every form of an interview that the kit has seen: by asking, in webhooks, and the one of `--interview`. */
export async function factsOf(subject: VendorSubject): Promise<readonly Fact[]> {
  const { canAsk, asked, watched, finished, pushes } = subject;
  const answers: Exchange[] = finished ? [await finished()] : [];
  const read = answers.flatMap((answer) =>
    isSuccess(answer) && isObject(answer.json) ? { from: `GET /${answer.path}`, fields: answer.json } : [],
  );
  if (canAsk && !isSuccess(await asked())) return read.length > 0 ? read : notApplicable(needsInterview);
  const { states } = await watched();
  const from = `GET /${pathOf(subject.mainId)}`;
  const answered = canAsk ? states.map((fields) => ({ from, fields })) : [];
  const pushed = (pushes?.all() ?? []).flatMap(interviewsIn).map((fields) => ({ from: 'a webhook', fields }));
  return [...read, ...answered, ...pushed];
}

/** What the kit's first interview was, one after the other. */
export async function statesOf({ canAsk, asked, watched }: VendorSubject): Promise<readonly Fields[]> {
  if (canAsk && !isSuccess(await asked())) notApplicable(needsInterview);
  return (await watched()).states;
}
