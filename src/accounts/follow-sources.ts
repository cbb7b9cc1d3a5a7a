import { asFailure, type Failure } from '../errors.ts';

const pollEveryMs = 1_000;

/**
 * Keeps sources at most a moment behind Redis: prompt where Redis says that something changed, and certain because it is
 * asked every second. `onFault` gets the first failure of a row.
 */
export function followSources(
  { refresh }: { refresh(): Promise<void> },
  { hear, onFault }: { hear: (onChange: () => void) => { close(): void }; onFault: (failure: Failure) => void },
) {
  let isFaulty = false;
  const look = () =>
    void refresh().then(
      () => {
        isFaulty = false;
      },
      (error: unknown) => {
        if (!isFaulty) onFault(asFailure(error));
        isFaulty = true;
      },
    );
  const hearing = hear(look);
  const timer = setInterval(look, pollEveryMs);
  return {
    close(): void {
      clearInterval(timer);
      hearing.close();
    },
  };
}
