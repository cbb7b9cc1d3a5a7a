import { change } from '../interviews/change.ts';
import type { BridgeCommand } from './cli/command.ts';
import { iso } from './iso.ts';
import type { OperatorParts } from './parts.ts';
import { unlessUnreadable } from './read-record.ts';
import { bodyOf, chosen, type Kept, reportMissing } from './rejected.ts';
import { summaryOfIds } from './summary-of-ids.ts';

export const discardCommand: BridgeCommand = {
  name: 'discard',
  group: 'Rejected webhooks',
  summary: 'remove rejected webhooks',
  details: 'The history of an interview that one names says so.',
  args: [{ name: '[webhook…]', does: 'numbers or ids as "bridge rejected" lists them' }],
  options: ['all', 'json'],
  examples: [
    ['bridge discard 1 w3k9x0aq', 'remove these two'],
    ['bridge discard --all', 'remove all of them'],
  ],
  needs: 'bridge',
  run: discard,
};

async function discard(parts: OperatorParts): Promise<number> {
  const { storage, print, printJson, now } = parts;
  const missing = new Set(parts.args);
  const discarded = new Map<string, string[]>();
  try {
    for await (const kept of chosen(parts, missing)) {
      await addToHistories(parts, kept);
      const { number, id, account } = kept;
      if (!(await storage.rejected.remove(account.name, id))) continue;
      print(`${number}  ${id}  discarded`);
      printJson({ webhook_id: id, account: account.name, outcome: 'discarded' });
      discarded.set(account.name, [...(discarded.get(account.name) ?? []), id]);
    }
  } finally {
    for (const [account, ids] of discarded) {
      await storage.history.add(account, { at: now(), text: `discarded rejected webhooks: ${summaryOfIds(ids)}` });
    }
  }
  return reportMissing(missing, parts, discarded.size);
}

const maxHistories = 5;

async function addToHistories(parts: OperatorParts, kept: Kept): Promise<void> {
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
