import type { BridgeAccount } from '../bridge-accounts.ts';
import { change } from '../interviews/change.ts';
import { firstFailedAt, type InterviewRecord } from '../interviews/record.ts';
import { dismissed } from '../outbox/delivery.ts';
import { naming } from './naming.ts';
import { Misuse, type OperatorParts } from './parts.ts';
import { readRecord } from './read-record.ts';

/** `bridge dismiss`: failed deliveries that nobody wants to hear of any more; the interviews stay as they are. */
export async function dismiss(parts: OperatorParts): Promise<number> {
  const { accounts, storage, positionals, print, complain, now } = parts;
  if (positionals.length === 0) throw new Misuse('Say which: bridge dismiss <id>…, as `bridge failed` shows them');
  const done = new Map<string, string[]>();
  let isWhole = true;
  try {
    for (const id of new Set(positionals)) {
      let fault = `There is no interview ${id}`;
      const record = await readRecord(storage, id, (why) => {
        fault = `Interview ${id} cannot be read: ${why}`;
      });
      const account = accounts.find(({ name }) => name === record?.account);
      const outcome = account ? await dismissOne(account, id) : fault;
      if (outcome === undefined) print(`${id}  dismissed`);
      else complain(outcome);
      isWhole &&= outcome === undefined;
    }
  } finally {
    for (const [account, ids] of done) {
      await storage.history.add(account, { at: now(), text: `dismissed failed deliveries: ${naming(ids)}` });
    }
  }
  return isWhole ? 0 : 1;

  /** Undefined when it is done, else why not. */
  async function dismissOne(account: BridgeAccount, id: string): Promise<string | undefined> {
    const changed = await change({ store: storage.interviews, now }, account, id, {
      to: (record) => (firstFailedAt(record) === undefined ? undefined : withoutAlarm(record, now())),
      event: 'failed delivery dismissed by an operator',
    });
    if (changed.outcome === 'gone' || changed.outcome === 'lost') return `There is no interview ${id}`;
    const failed = Object.values(changed.record.deliveries).flatMap((delivery) => delivery.failed ?? []);
    if (changed.outcome === 'unchanged' && failed.length > 0) return undefined;
    if (changed.outcome === 'unchanged') return `The delivery of ${id} has not failed. See "bridge show ${id}"`;
    // Whoever had it in line for a replay does not want it any more.
    await storage.replays.leave(account.name, id);
    done.set(account.name, [...(done.get(account.name) ?? []), id]);
    return undefined;
  }
}

function withoutAlarm(record: InterviewRecord, now: number): InterviewRecord {
  const deliveries = Object.entries(record.deliveries).map(([key, delivery]) => [key, dismissed(delivery, now)]);
  return { ...record, deliveries: Object.fromEntries(deliveries) };
}
