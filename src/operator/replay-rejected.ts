import { Failure } from '../errors.ts';
import { receiveWebhooks } from '../interviews/receive.ts';
import type { OperatorParts } from './parts.ts';
import { chosen, isCut, type Kept, reportMissing, sizeOf } from './rejected.ts';
import { summaryOfIds } from './summary-of-ids.ts';

/** `bridge replay-rejected`: reads rejected webhooks again; those that can now be read are accepted and removed. */
export async function replayRejected(parts: OperatorParts): Promise<number> {
  const { storage, wakeUps, print, now } = parts;
  const receive = receiveWebhooks({ store: storage.interviews, wakeUp: wakeUps.send, now, emit: () => undefined });
  const missing = new Set(parts.positionals);
  const accepted = new Map<string, string[]>();
  let [tried, stillRejected] = [0, 0];
  try {
    for await (const kept of chosen(parts, missing)) {
      tried += 1;
      try {
        print(`${kept.number}  ${await replayOne(kept)}`);
      } catch (error) {
        if (!(error instanceof Failure) || error.kind === 'store-unavailable') throw error;
        stillRejected += 1;
        print(`${kept.number}  still rejected: ${reasonOf(error)}`);
      }
    }
  } finally {
    for (const [account, ids] of accepted) {
      await storage.history.add(account, { at: now(), text: `replayed rejected webhooks: ${summaryOfIds(ids)}` });
    }
  }
  return Math.max(reportMissing(missing, parts, tried), stillRejected === 0 ? 0 : 1);

  async function replayOne(kept: Kept): Promise<string> {
    const { account, id, at } = kept;
    const found = await storage.rejected.read(account.name, id);
    if (!found) return 'gone';
    if (isCut(kept, found.body)) throw new Failure('too-large', `only the first of its ${sizeOf(kept)} are kept`);
    const reading = account.vendor.read(found.webhook, at);
    const outcome = await receive(account, reading);
    await storage.rejected.remove(account.name, id);
    accepted.set(account.name, [...(accepted.get(account.name) ?? []), id]);
    return outcome;
  }
}

function reasonOf({ kind, message, cause }: Failure): string {
  return kind === 'internal' && cause instanceof Error ? cause.message : message;
}
