import type { ProcessName } from '../kills/plan.ts';
import type { Phase } from '../kills/round.ts';

/** The processes that are current in each phase. */
const upgraded: readonly (readonly ProcessName[])[] = [[], ['web2', 'worker2'], ['web1', 'web2', 'worker1', 'worker2']];

/** All four processes of the bridge are older; one web and one worker process are current; all are. */
export function phasesOf(older: string, current: string): Phase[] {
  return upgraded.map((names) => (name) => {
    if (!/^(web|worker)\d$/.test(name)) return undefined;
    return names.includes(name) ? current : older;
  });
}
