/** Does the same for several items of an account at once; resolves to the results in their order. */
type SendAll<Item, Reply> = (account: string, items: readonly Item[]) => Promise<readonly Reply[]>;

type Call<Item, Reply> = { item: Item; resolve: (reply: Reply) => void; reject: (error: unknown) => void };

/** Redis does nothing else while it processes a batch. */
const mostAtOnce = 64;

/**
 * Calls of one turn of the event loop go to Redis in one batch: under load the round trip is most of the cost of a
 * call, and a single call does not wait for others. An error rejects all calls of its batch.
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
