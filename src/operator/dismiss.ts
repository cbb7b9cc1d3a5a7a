import type { BridgeAccount } from '../bridge-accounts.ts';
import { change } from '../interviews/change.ts';
import { firstFailedAt, withDeliveries } from '../interviews/record.ts';
import { dismissed } from '../outbox/delivery.ts';
import type { BridgeCommand } from './cli/command.ts';
import type { OperatorParts } from './parts.ts';
import { readRecord } from './read-record.ts';
import { summaryOfIds } from './summary-of-ids.ts';

export const dismissCommand: BridgeCommand = {
  name: 'dismiss',
  group: 'Deliveries',
  summary: 'remove failed deliveries from the list and the alarm',
  details: 'The interviews stay as they are. New content is delivered as usual, and "bridge replay <id>" still works.',
  args: [{ name: '<id…>', does: 'ids as "bridge failed" lists them' }],
  options: ['json'],
  examples: [['bridge dismiss default_Ey-ttVNKQuqbvZcTOOuHYA', 'accept that Workable will never have this result']],
  needs: 'bridge',
  run: dismiss,
};

async function dismiss(parts: OperatorParts): Promise<number> {
  const { accounts, storage, args, print, printJson, printError, now } = parts;
  const done = new Map<string, string[]>();
  let isComplete = true;
  try {
    for (const id of new Set(args)) {
      let problem = `There is no interview ${id}`;
      const record = await readRecord(storage, id, (why) => {
        problem = `Interview ${id} cannot be read: ${why}`;
      });
      const account = accounts.find(({ name }) => name === record?.account);
      const outcome = account ? await dismissOne(account, id) : problem;
      if (outcome === undefined) {
        print(`${id}  dismissed`);
        printJson({ interview_id: id, outcome: 'dismissed' });
      } else printError(outcome);
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
