import { Failure } from '../errors.ts';
import { receiveWebhooks } from '../interviews/receive.ts';
import type { BridgeCommand } from './cli/command.ts';
import type { OperatorParts } from './parts.ts';
import { chosen, isCut, type Kept, reportMissing, sizeOf } from './rejected.ts';
import { summaryOfIds } from './summary-of-ids.ts';

export const replayRejectedCommand: BridgeCommand = {
  name: 'replay-rejected',
  group: 'Rejected webhooks',
  summary: 'read rejected webhooks again, after an upgrade for instance',
  details: 'Those that can now be read are accepted, with the time when they came, and no longer kept.',
  args: [{ name: '[webhook…]', does: 'numbers or ids as "bridge rejected" lists them' }],
  options: ['all', 'json'],
  examples: [
    ['bridge replay-rejected 1', 'read number 1 again'],
    ['bridge replay-rejected --all', 'read all of them again'],
  ],
  needs: 'bridge',
  run: replayRejected,
};

async function replayRejected(parts: OperatorParts): Promise<number> {
  const { storage, wakeUps, print, printJson, now, showProgress } = parts;
  const receive = receiveWebhooks({ store: storage.interviews, wakeUp: wakeUps.send, now, emit: () => undefined });
  const missing = new Set(parts.args);
  const accepted = new Map<string, string[]>();
  let [tried, stillRejected] = [0, 0];
  try {
    for await (const kept of chosen(parts, missing)) {
      tried += 1;
      showProgress(`webhooks read again: ${tried}`);
      const about = { webhook_id: kept.id, account: kept.account.name };
      try {
        const outcome = await replayOne(kept);
        print(`${kept.number}  ${outcome}`);
        printJson({ ...about, outcome });
      } catch (error) {
        if (!(error instanceof Failure) || error.kind === 'store-unavailable') throw error;
        stillRejected += 1;
        print(`${kept.number}  still rejected: ${reasonOf(error)}`);
        printJson({ ...about, outcome: 'still-rejected', reason: reasonOf(error) });
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
