import { within } from '../../http/within.ts';
import { budgets } from '../../interviews/budgets.ts';
import type { Job, Stage } from '../../workable/api/contract.ts';
import type { Turn } from '../../workable/api/limiter.ts';
import { SpiError } from '../../workable/api/spi-error.ts';
import { failureOf } from '../../workable/stages/door.ts';
import type { BridgeParts } from '../parts.ts';
import type { StageDoorAccount } from '../queries/application-context.ts';

type Parts = Pick<BridgeParts, 'now'>;

/** `isFresh`: as they are now, or were a moment ago. */
type Options = { isFresh?: boolean };

/** The jobs whose candidates can be interviewed, as they were within the hour. Throws Failure. */
export function listJobs(
  parts: Parts,
  { connected: { catalog } }: StageDoorAccount,
  options: Options = {},
): Promise<readonly Job[]> {
  return asked(parts, async (turn) => {
    const jobs = await catalog.jobs(turn, options);
    return jobs.filter(({ state, isSample }) => !isSample && (state === 'published' || state === 'closed'));
  });
}

/** The stages of a job, in its order, as they were within ten minutes. Throws Failure, whose cause is SpiError `gone` where there is no such job. */
export function listStages(
  parts: Parts,
  { connected: { catalog } }: StageDoorAccount,
  job: string,
  { isFresh = false }: Options = {},
): Promise<readonly Stage[]> {
  return asked(parts, (turn) => (isFresh ? catalog.newestStagesOf(job, turn) : catalog.stagesOf(job, turn)));
}

async function asked<Answer>({ now }: Parts, call: (turn: Turn) => Promise<Answer>): Promise<Answer> {
  try {
    return await within(budgets.read, ({ signal }) => call({ priority: 'person', signal }));
  } catch (error) {
    throw error instanceof SpiError ? failureOf(error, now()) : error;
  }
}
