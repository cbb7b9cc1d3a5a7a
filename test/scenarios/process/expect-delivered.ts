import { expect } from 'vitest';
import type { CallbackBody } from '../../../sandbox/workable/types.ts';
import type { CreateBody, Stage } from '../../../testing/process.ts';
import type { Answer } from '../../../testing/world.ts';

/** The hold of an interview and the lease of an invitation last 20 s after their owner died; machines may be busy. */
export const recoversWithinMs = 45_000;

/** One invitation in all, the result arrived, and a repeated create is answered as the first one. */
export async function expectDelivered(stage: Stage, create: CreateBody, created: Answer): Promise<void> {
  await stage.workable.control.waitFor(create.callback_url, isScored, recoversWithinMs);
  const { interview_id } = created.body;
  expect(await stage.ask('GET', `/interviews/${interview_id}`)).toMatchObject({ body: { status: 'completed' } });
  const repeated = await stage.ask('POST', '/interviews', { body: create });
  expect(repeated).toMatchObject({ status: 201, body: { interview_id } });
  expect(stage.vendor.control.invitations).toEqual([expect.objectContaining({ externalId: interview_id })]);
}

/** As `takeInterview(create, 8)` has it. */
export function isScored({ status, interview }: CallbackBody): boolean {
  return status === 'completed' && interview?.score === '80';
}
