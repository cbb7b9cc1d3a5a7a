import type { BridgeAccount } from '../bridge-accounts.ts';
import { change } from '../interviews/change.ts';
import { firstFailedAt, withDeliveries } from '../interviews/record.ts';
import { dismissed } from '../outbox/delivery.ts';
import { type OperatorParts, UsageError } from './parts.ts';
import { readRecord } from './read-record.ts';
import { summaryOfIds } from './summary-of-ids.ts';

/** `bridge dismiss`: removes failed deliveries from the list and from the alarm; the interviews stay as they are. */
export async function dismiss(parts: OperatorParts): Promise<number> {
  const { accounts, storage, positionals, print, printError, now } = parts;
  if (positionals.length === 0) throw new UsageError('Say which: bridge dismiss <id>…, as `bridge failed` shows them');
  const done = new Map<string, string[]>();
  let isComplete = true;
  try {
    for (const id of new Set(positionals)) {
      let problem = `There is no interview ${id}`;
      const record = await readRecord(storage, id, (why) => {
        problem = `Interview ${id} cannot be read: ${why}`;
      });
      const account = accounts.find(({ name }) => name === record?.account);
      const outcome = account ? await dismissOne(account, id) : problem;
      if (outcome === undefined) print(`${id}  dismissed`);
      else printError(outcome);
      isComplete &&= outcome === undefined;
    }
  } finally {
    for (const [account, ids] of done) {
      await storage.history.add(account, { at: now(), text: `dismissed failed deliveries: ${summaryOfIds(ids)}` });
    }
  }
  return isComplete ? 0 : 1;

  /** Undefined on success, otherwise the reason. */
  async function dismissOne(account: BridgeAccount, id: string): Promise<string | undefined> {
    const changed = await change({ store: storage.interviews, now }, account, id, {
      to: (record) =>
        firstFailedAt(record) === undefined
          ? undefined
          : withDeliveries(record, (delivery) => dismissed(delivery, now())),
      event: 'failed delivery dismissed by an operator',
    });
    if (changed.outcome === 'gone' || changed.outcome === 'lost') return `There is no interview ${id}`;
    const failed = Object.values(changed.record.deliveries).flatMap((delivery) => delivery.failed ?? []);
    if (changed.outcome === 'unchanged' && failed.length > 0) return undefined;
    if (changed.outcome === 'unchanged') return `The delivery of ${id} has not failed. See "bridge show ${id}"`;
    // A queued replay of it is withdrawn.
    await storage.replays.leave(account.name, id);
    done.set(account.name, [...(done.get(account.name) ?? []), id]);
    return undefined;
  }
}
