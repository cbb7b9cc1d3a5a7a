import { asFailure, type Failure } from '../errors.ts';
import type { Replays } from '../store/replays.ts';

type Parts = {
  replays: Pick<Replays, 'take' | 'leave'>;
  replay: (account: string, interviewId: string) => Promise<unknown>;
  report: (failure: Failure, interviewId: string) => void;
  now: () => number;
};

/** Replays those of an account whose turn it is. One that cannot be replayed stays in line and gets another turn. */
export async function releaseReplays({ replays, replay, report, now }: Parts, account: string): Promise<void> {
  const ids = await replays.take(account, now());
  await Promise.all(
    ids.map(async (id) => {
      try {
        await replay(account, id);
        await replays.leave(account, id);
      } catch (error) {
        report(asFailure(error), id);
      }
    }),
  );
}
