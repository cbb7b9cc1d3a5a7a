import { claim, sendCreate, sendNext } from './doings.ts';
import { allIds, isInvited, type Life } from './life.ts';

/**
 * Most lives begin in the middle: what happens to those who are invited already, or have a result at Workable, is
 * reached from the very beginning too, but more rarely.
 */
export async function begin(life: Life): Promise<void> {
  const { stage, vendor, candidates, requests, processes } = life;
  const [process] = processes;
  const stages = stage.draw.below(4);
  if (!process || stages === 0) return;
  stage.isCalm = true;
  for (const request of requests) {
    await sendCreate(life, request, process);
    if (stages > 1 && isInvited(vendor, request)) candidates.finish(request.email, request.templateId);
  }
  for (const person of vendor.persons.values()) while (person.unsent.length > 0) await sendNext(life, person, process);
  for (const id of allIds(life)) await claim(life, process, 1, [id]);
  stage.isCalm = false;
}
