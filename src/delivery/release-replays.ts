import { asFailure, type Failure } from '../errors.ts';
import type { Replays } from '../store/replays.ts';

type Parts = {
  replays: Pick<Replays, 'take' | 'leave'>;
  replay: (account: string, interviewId: string) => Promise<unknown>;
  report: (failure: Failure, interviewId: string) => void;
  now: () => number;
};

/** Replays those of an account whose turn it is. Whoever cannot be replayed stays in line and gets another turn. */
export function releaseReplays({ replays, replay, report, now }: Parts) {
  return async function release(account: string): Promise<void> {
    const ids = await replays.take(account, now());
    await Promise.all(ids.map((id) => releaseOne(account, id).catch((error) => report(asFailure(error), id))));
  };

  async function releaseOne(account: string, id: string): Promise<void> {
    await replay(account, id);
    await replays.leave(account, id);
  }
}
