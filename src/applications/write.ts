import { budgets } from '../interviews/budgets.ts';
import { type DeliveryWork, writeDocument } from '../interviews/write-document.ts';
import type { Timeline } from './context.ts';
import type { ApplicationStep, TimelineWrite } from './plan.ts';
import type { ApplicationParts } from './ports.ts';
import type { ReadState } from './record.ts';
import { type ApplicationTurn, planned, releaseTurn, saveTurn } from './turn.ts';

/** Writes one document of an application. */
export function writeEntry(
  parts: ApplicationParts,
  turn: ApplicationTurn,
  wanted: TimelineWrite,
): Promise<ApplicationStep | undefined> {
  const { account, record } = turn;
  let isMissing = false;
  const work: DeliveryWork<Timeline, ApplicationStep> = {
    id: record.id,
    where: { account: account.name, applicationId: record.id },
    account,
    turn,
    state: (key) => turn.record.deliveries[key] ?? {},
    save: (key, change, event) =>
      saveTurn(parts, turn, {
        to(each) {
          const deliveries = { ...each.deliveries, [key]: change(each.deliveries[key] ?? {}) };
          return { ...each, deliveries, ...(isMissing ? { reading: missingFrom(each.reading, parts.now()) } : {}) };
        },
        ...(event === undefined ? {} : { event }),
      }),
    writeIn: (step) => (step.do === 'write' ? step : undefined),
    replan: () => planned(parts, turn).step,
    release: () => releaseTurn(parts, turn),
    async call({ destination, document, subject }) {
      const result = await parts.within(budgets.write, ({ signal }) =>
        destination.write(subject, document, { signal }),
      );
      isMissing = result.outcome === 'try-again' && result.isMissing === true;
      // What it waits for is known since then.
      if (result.outcome === 'postponed') turn.context = await parts.contextOf(account, turn.record);
      return { result, gaveWay: false };
    },
  };
  return writeDocument(parts, work, wanted);
}

/** The candidate is looked at again: a second answer that they are not there proves it. */
function missingFrom(reading: ReadState, now: number): ReadState {
  return { ...reading, missingSince: reading.missingSince ?? now };
}
