import { replayed } from '../interviews/delivery.ts';
import type { InterviewRecord } from '../interviews/record.ts';
import { scheduleOf } from '../interviews/step.ts';
import { Misuse, type OperatorParts } from './parts.ts';
import { select } from './select.ts';

/** `bridge replay`: each replay is only a bell, so replaying what is already right sends nothing. */
export async function replay(parts: OperatorParts): Promise<number> {
  const { storage, print, complain, positionals, filters } = parts;
  const hasFilter = [filters.account, filters.state, filters.since, filters.until].some((given) => given !== undefined);
  const isMany = hasFilter || filters.all === true;
  if (positionals.length === 0 && !isMany) throw new Misuse('Say which: one or more ids, --all, or filters');
  if (positionals.length > 0 && isMany) throw new Misuse('Say either ids, or --all and filters');
  let count = 0;
  let missing = 0;
  for (const id of positionals) {
    const found = await storage.interviews.read(id);
    if (found) count += await replayOne(parts, found.record);
    else {
      complain(`There is no interview ${id}`);
      missing += 1;
    }
  }
  if (positionals.length === 0) {
    const kind = filters.state === undefined || filters.state === 'failed' ? 'failed' : 'all';
    for await (const several of select(parts, kind)) {
      for (const { record } of several) count += await replayOne(parts, record);
    }
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
