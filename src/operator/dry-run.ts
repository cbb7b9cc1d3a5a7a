import { isKnownToHave } from '../interviews/delivery.ts';
import { publish } from '../interviews/publication.ts';
import { differences } from './difference.ts';
import { iso } from './iso.ts';
import type { OperatorParts } from './parts.ts';
import type { Selected } from './select.ts';

/** `bridge replay --dry-run`: what each replay would change at Workable, path by path. Changes nothing. */
export async function dryRun({ print, now }: OperatorParts, selected: AsyncGenerator<Selected[]>): Promise<void> {
  let [count, sending] = [0, 0];
  for await (const several of selected) {
    for (const each of several) {
      const { changes, text } = changesOf(each, now());
      print(`${each.record.id}  ${each.state}`);
      for (const line of text) print(`  ${line}`);
      count += 1;
      sending += changes ? 1 : 0;
    }
  }
  print(`${count} looked at, ${sending} to be sent; nothing was done`);
}

function changesOf({ record, account }: Selected, now: number): { changes: boolean; text: string[] } {
  const { acknowledged, unsureSince } = record.delivery;
  const publication = publish(record, account.policy, now);
  if (publication.status === 'pending') return { changes: false, text: ['nothing: there is no result yet'] };
  const rendered = account.render(record, publication);
  if (isKnownToHave(record.delivery, rendered.digest)) return { changes: false, text: ['nothing: Workable has it'] };

  const text: string[] = [];
  if (unsureSince !== undefined) {
    text.push(`uncertain: a try at ${iso(unsureSince)} had no answer, so Workable may have something else by now`);
  }
  if (!acknowledged) text.push('Workable has acknowledged nothing yet');
  else if (acknowledged.digest === rendered.digest) text.push(`the same as acknowledged at ${iso(acknowledged.at)}`);
  else if (!acknowledged.outline)
    text.push(`of what was acknowledged at ${iso(acknowledged.at)} only a digest is known`);
  else text.push(`Workable last acknowledged ${acknowledged.status} at ${iso(acknowledged.at)}`);
  if (publication.status === 'completed' && account.policy.asksDetails && !publication.attempt.detailsAsked) {
    text.push('the vendor is asked for details first, which may add to this');
  }
  return { changes: true, text: [...text, ...differences(acknowledged?.outline, rendered.outline())] };
}
