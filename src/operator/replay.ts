import { parseObject } from '../http/json-body.ts';
import { replayed } from '../interviews/delivery.ts';
import { receiveWebhooks } from '../interviews/receive.ts';
import type { InterviewRecord } from '../interviews/record.ts';
import { scheduleOf } from '../interviews/step.ts';
import type { OperatorParts } from './parts.ts';
import { select } from './select.ts';

/** `bridge replay`: each replay is only a bell, so replaying what is already right sends nothing. */
export async function replay(parts: OperatorParts): Promise<number> {
  const { storage, print, positionals, filters } = parts;
  const hasFilter = [filters.account, filters.state, filters.since, filters.until].some((given) => given !== undefined);
  if (positionals.length === 0 && !hasFilter && !filters.all) {
    print('Say which: one or more ids, --all, or filters');
    return 2;
  }
  let count = 0;
  let missing = 0;
  for (const id of positionals) {
    const found = await storage.interviews.read(id);
    if (found) count += await replayOne(parts, found.record);
    else {
      print(`There is no interview ${id}`);
      missing += 1;
    }
  }
  if (positionals.length === 0) {
    const kind = filters.state === undefined || filters.state === 'failed' ? 'failed' : 'all';
    for await (const { record } of select(parts, kind)) count += await replayOne(parts, record);
  }
  print(`${count} rung for`);
  return missing === 0 ? 0 : 1;
}

async function replayOne({ accounts, storage, bell, now }: OperatorParts, record: InterviewRecord): Promise<number> {
  const account = accounts.find(({ name }) => name === record.account);
  if (!account) return 0;
  await storage.agenda.endTokenWait(account.name, now());
  for (;;) {
    const current = await storage.interviews.read(record.id);
    if (!current) return 0;
    const next = { ...current.record, delivery: replayed(current.record.delivery) };
    const line = { at: now(), text: 'replayed by an operator' };
    const save = { ...scheduleOf(next, account.policy, account.render, now()), line };
    if (await storage.interviews.save(next, current.version, save)) break;
  }
  await bell.ring(record.id);
  return 1;
}

/** `bridge replay-rejected`: reads kept webhooks again; those that are understood now are taken in and no longer kept. */
export async function replayRejected(parts: OperatorParts): Promise<number> {
  const { accounts, storage, bell, print, now, positionals, filters } = parts;
  if (positionals.length === 0 && !filters.all) {
    print('Say which: numbers as `bridge rejected` shows them, or --all');
    return 2;
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
