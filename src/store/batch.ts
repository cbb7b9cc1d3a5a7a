/** Does the same for several things of an account at once; answers in their order. */
type SendAll<Item, Reply> = (account: string, items: readonly Item[]) => Promise<readonly Reply[]>;

type Call<Item, Reply> = { item: Item; resolve: (reply: Reply) => void; reject: (error: unknown) => void };

/** Redis does nothing else meanwhile. */
const mostAtOnce = 64;

/**
 * Calls of one turn of the event loop go to Redis together: under load that is most of what a call costs, and a call
 * that is alone waits for no other. What throws, throws for all that went together.
 */
export function batch<Item, Reply>(sendAll: SendAll<Item, Reply>) {
  let waiting = new Map<string, Call<Item, Reply>[]>();

  return (account: string, item: Item): Promise<Reply> =>
    new Promise((resolve, reject) => {
      if (waiting.size === 0) setImmediate(sendWaiting);
      const calls = waiting.get(account) ?? [];
      if (calls.length === 0) waiting.set(account, calls);
      calls.push({ item, resolve, reject });
    });

  function sendWaiting(): void {
    const batches = waiting;
    waiting = new Map();
    for (const [account, calls] of batches) {
      for (let i = 0; i < calls.length; i += mostAtOnce) void send(account, calls.slice(i, i + mostAtOnce));
    }
  }

  async function send(account: string, calls: readonly Call<Item, Reply>[]): Promise<void> {
    try {
      const replies = await sendAll(
        account,
        calls.map(({ item }) => item),
      );
      for (const [i, { resolve }] of calls.entries()) resolve(replies[i] as Reply);
    } catch (error) {
      for (const { reject } of calls) reject(error);
    }
  }
}
