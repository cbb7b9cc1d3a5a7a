import { type Fields, isObject } from '../expect.ts';
import type { Received, Receiver } from '../receiver.ts';

/**
 * The webhooks about the kit's first interview. The first one is answered 503, its repetition 401, and all others 200:
 * so a vendor shows whether it repeats, and whether it stops.
 */
export type Pushes = {
  all(): readonly Received[];
  /** The first webhook and its repetitions. */
  first(): readonly Received[];
  /** Resolves once the first one has been answered. */
  arrived: Promise<void>;
  /** A webhook and its repetition came, and then nothing for a while. */
  isSettled(): boolean;
};

const answers = [503, 401];

export function createPushes(path: string, settleMs: number) {
  let receiver: Receiver | undefined;
  let arrive: () => void = () => undefined;
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  // The path at which others reach the kit may begin differently.
  const isHere = (asked: string) => asked.split('?', 1)[0]?.endsWith(path) === true;
  const all = () => receiver?.received.filter((each) => isHere(each.path)) ?? [];
  const first = () => all().filter((each, _at, [head]) => head !== undefined && keyOf(each) === keyOf(head));
  const pushes: Pushes = {
    all,
    first,
    arrived,
    isSettled() {
      const last = all().at(-1);
      return first().length >= answers.length && last !== undefined && performance.now() - last.at >= settleMs;
    },
  };
  return { pushes, answer, attach };

  function attach(opened: Receiver): void {
    receiver = opened;
  }

  function answer(asked: Omit<Received, 'answered'>): { status: number; headers?: Record<string, string> } {
    // About another interview of the kit.
    if (asked.path.includes(`${path}.`)) return { status: 200 };
    if (!isHere(asked.path)) return { status: 404 };
    const [head] = all();
    const isOfFirst = head === undefined || keyOf(asked) === keyOf(head);
    const status = (isOfFirst ? answers[first().length] : undefined) ?? 200;
    // The kit asks the vendor only once it has answered: a small server may do one thing at a time.
    setImmediate(arrive);
    return status === 503 ? { status, headers: { 'retry-after': '1' } } : { status };
  }
}

/** The interview that a webhook carries, if any. */
export function interviewsIn({ bytes }: Pick<Received, 'bytes'>): Fields[] {
  const body = jsonOf(bytes);
  return isObject(body) && isObject(body.interview) ? [body.interview] : [];
}

export function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** A repetition has the id of what it repeats; without one, the same body. */
function keyOf({ headers, bytes }: Pick<Received, 'headers' | 'bytes'>): string {
  return headers['webhook-id'] ?? bytes.toString('latin1');
}
