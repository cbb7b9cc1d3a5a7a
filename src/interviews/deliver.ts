import { writeOrGiveWay } from './give-way.ts';
import type { Known, Step, Write } from './plan.ts';
import { deliveryOf, withDelivery } from './record.ts';
import { release, replan, save, type Turn, type WorkParts, whereOf } from './turn.ts';
import { type DeliveryWork, writeDocument } from './write-document.ts';

/** Writes one document about an interview. */
export function write(parts: WorkParts, turn: Turn, wanted: Write): Promise<Step | undefined> {
  const work: DeliveryWork<Known, Step> = {
    id: turn.record.id,
    where: whereOf(turn),
    account: turn.account,
    turn,
    state: (key) => deliveryOf(turn.record, key),
    save: (key, change, event) =>
      save(parts, turn, {
        to: (record) => withDelivery(record, key, change),
        ...(event === undefined ? {} : { event }),
      }),
    writeIn: (step) => (step.do === 'write' ? step : undefined),
    replan: () => replan(parts, turn),
    release: () => release(parts, turn),
    call: (inFlight) => writeOrGiveWay(parts, turn, inFlight),
  };
  return writeDocument(parts, work, wanted);
}
