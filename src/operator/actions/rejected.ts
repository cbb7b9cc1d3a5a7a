import { Failure } from '../../errors.ts';
import { change } from '../../interviews/change.ts';
import { receiveWebhooks } from '../../interviews/receive.ts';
import { iso } from '../iso.ts';
import type { BridgeParts } from '../parts.ts';
import { unlessUnreadable } from '../read-record.ts';
import { bodyOf, isCut, type Kept, sizeOf } from '../rejected.ts';
import { audited } from './audit.ts';

type Chosen<Each> = Iterable<Each> | AsyncIterable<Each>;

/** What came of a webhook that was read again; `gone`: it is kept no longer. */
export type Reread =
  | { outcome: 'observed' | 'hinted' | 'foreign' | 'gone' }
  | { outcome: 'still-rejected'; reason: string };

/** Reads rejected webhooks again. Those that can be read now are accepted, with the time when they came. */
export function replayRejected<Each extends Kept>(
  parts: BridgeParts,
  chosen: Chosen<Each>,
  onEach: (kept: Each, result: Reread) => void,
): Promise<void> {
  const { storage, wakeUps, now, audit } = parts;
  const receive = receiveWebhooks({ store: storage.interviews, wakeUp: wakeUps.send, now, emit: () => undefined });
  return audited(audit, 'replayed rejected webhooks', async (add) => {
    for await (const kept of chosen) onEach(kept, await replayOne(kept, add));
  });

  async function replayOne(kept: Kept, add: (account: string, id: string) => void): Promise<Reread> {
    const { account, id } = kept;
    try {
      const event = await readAgain(parts, kept);
      if (!event) return { outcome: 'gone' };
      const outcome = await receive(account, event);
      await storage.rejected.remove(account.name, id);
      add(account.name, id);
      return { outcome };
    } catch (error) {
      return stillRejected(error);
    }
  }
}

/** Whether a replay would accept it, without doing that. */
export async function tryRejected(
  parts: Pick<BridgeParts, 'storage'>,
  kept: Kept,
): Promise<{ outcome: 'readable' | 'gone' } | { outcome: 'still-rejected'; reason: string }> {
  try {
    return { outcome: (await readAgain(parts, kept)) ? 'readable' : 'gone' };
  } catch (error) {
    return stillRejected(error);
  }
}

/** What it says; undefined where it is kept no longer. Throws Failure where it still cannot be read. */
async function readAgain({ storage }: Pick<BridgeParts, 'storage'>, kept: Kept) {
  const { account, id, at } = kept;
  const found = await storage.rejected.read(account.name, id);
  if (!found) return undefined;
  if (isCut(kept, found.body)) throw new Failure('too-large', `only the first of its ${sizeOf(kept)} are kept`);
  return account.vendor.read(found.webhook, at);
}

function stillRejected(error: unknown): { outcome: 'still-rejected'; reason: string } {
  if (!(error instanceof Failure) || error.kind === 'store-unavailable') throw error;
  return { outcome: 'still-rejected', reason: reasonOf(error) };
}

function reasonOf({ kind, message, cause }: Failure): string {
  return kind === 'internal' && cause instanceof Error ? cause.message : message;
}

/** Removes rejected webhooks, and says so in the histories of interviews that they name. */
export function discard<Each extends Kept>(
  parts: BridgeParts,
  chosen: Chosen<Each>,
  onEach: (kept: Each) => void,
): Promise<void> {
  return audited(parts.audit, 'discarded rejected webhooks', async (add) => {
    for await (const kept of chosen) {
      await addToHistories(parts, kept);
      if (!(await parts.storage.rejected.remove(kept.account.name, kept.id))) continue;
      add(kept.account.name, kept.id);
      onEach(kept);
    }
  });
}

const maxHistories = 5;

async function addToHistories(parts: BridgeParts, kept: Kept): Promise<void> {
  const { storage, now } = parts;
  const body = await bodyOf(parts, kept);
  if (typeof body !== 'string') return;
  const named = body.match(new RegExp(`(?<![\\w-])${kept.account.name}_[\\w-]{16,64}`, 'g')) ?? [];
  for (const id of [...new Set(named)].slice(0, maxHistories)) {
    await change({ store: storage.interviews, now }, kept.account, id, {
      to: (record) => record,
      event: `rejected webhook ${kept.id} of ${iso(kept.at)} discarded by an operator`,
    }).catch(unlessUnreadable);
  }
}
