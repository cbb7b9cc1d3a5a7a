import { parseObject } from '../http/json-body.ts';
import { receiveWebhooks } from '../interviews/receive.ts';
import { Misuse, type OperatorParts } from './parts.ts';

/** `bridge replay-rejected`: reads kept webhooks again; those that are understood now are taken in and no longer kept. */
export async function replayRejected(parts: OperatorParts): Promise<number> {
  const { accounts, storage, bell, print, now, positionals, filters } = parts;
  if (positionals.length === 0 && !filters.all) {
    throw new Misuse('Say which: numbers as `bridge rejected` shows them, or --all');
  }
  const receive = receiveWebhooks({ store: storage.interviews, bell, now, tell: () => undefined });
  let number = 0;
  let stillRejected = 0;
  for (const account of accounts) {
    for (const { handle, proof, body, at } of await storage.rejected.list(account.name, now())) {
      number += 1;
      if (!filters.all && !positionals.includes(String(number))) continue;
      try {
        const reading = account.vendor.readWebhook(proof, parseObject(body), at);
        print(`${number}  ${await receive(account, reading)}`);
        await storage.rejected.remove(account.name, handle);
      } catch (error) {
        stillRejected += 1;
        print(`${number}  still rejected: ${error instanceof Error ? error.message : 'unknown'}`);
      }
    }
  }
  return stillRejected === 0 ? 0 : 1;
}
