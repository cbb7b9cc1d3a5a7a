/** The time of everything in the sandbox: the real one, moved ahead. */
export type SandboxClock = {
  /** Epoch ms. */
  now(): number;
  aheadMs(): number;
  advance(ms: number): void;
  /** Called with `aheadMs` after each move. */
  onMove(tell: (aheadMs: number) => void): void;
};

export function createSandboxClock(): SandboxClock {
  let ahead = 0;
  const listeners: ((aheadMs: number) => void)[] = [];
  return {
    now: () => Date.now() + ahead,
    aheadMs: () => ahead,
    advance(ms) {
      ahead += ms;
      for (const tell of listeners) tell(ahead);
    },
    onMove: (tell) => void listeners.push(tell),
  };
}
