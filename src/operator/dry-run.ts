import type { OperatorParts } from './parts.ts';
import { changesOf } from './queries/changes.ts';
import { idFieldOf, type Selected } from './selected.ts';
import { stateCell, stateWord } from './state-cell.ts';

/** `bridge replay --dry-run`: what each replay would change at Workable, path by path. Changes nothing. */
export async function dryRun(
  { print, printJson, now }: OperatorParts,
  selected: AsyncGenerator<Selected[]>,
): Promise<void> {
  let [count, sending] = [0, 0];
  for await (const several of selected) {
    for (const each of several) {
      const { isSent, text } = changesOf(each, now());
      const state = stateWord(each, now());
      print([`${each.record.id}  `, stateCell(state)]);
      for (const line of text) print(`  ${line}`);
      printJson({ ...idFieldOf(each.record.id), state, would_send: isSent, changes: text });
      count += 1;
      sending += isSent ? 1 : 0;
    }
  }
  print(`${count} checked, ${sending} would be sent; nothing was changed`);
}
