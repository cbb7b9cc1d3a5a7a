import type { Measure } from '../measure.ts';
import { describeLoad, expectAll, expectInvitations } from '../support/checks.ts';
import { createRequest } from '../support/create.ts';
import { type Measured, openFloor } from '../support/floor.ts';
import { inRounds, roundsOf } from '../support/rounds.ts';
import type { Stage } from '../support/stage.ts';
import { warmUpSeconds } from '../support/warm-up.ts';

const connections = 32;

/** What a bridge passes on to a vendor that invites at once; every create is about somebody new. */
export const creates: Measure = {
  summary: 'creates per second with a vendor that answers at once',
  async run(setting) {
    const pairs = await inRounds(setting, {
      run: async (stage) => ({
        floor: await take(stage, await openFloor('create', { VENDOR_URL: stage.vendorUrl }), setting.seconds),
        ours: await take(stage, await stage.openBridge('web'), setting.seconds),
      }),
      describe: ({ perSecond, p99 }) => `${Math.round(perSecond)} creates/s, p99 ${p99.toFixed(1)} ms`,
    });
    const rounds = roundsOf(pairs, ({ perSecond }) => perSecond);
    return [{ name: 'creates', unit: '/s', rounds, goal: { atLeast: 0.6 } }];
  },
};

async function take(stage: Stage, { port, close }: Measured, seconds: number) {
  await create('warm-up', warmUpSeconds);
  const loaded = await create('measured', seconds);
  await close();
  return { perSecond: describeLoad(loaded).perSecond, p99: loaded.p99 };

  async function create(run: string, forSeconds: number) {
    const load = { port, connections, request: createRequest(stage), subjects: [{ run }], seconds: forSeconds };
    const answered = await stage.peers.ask({ do: 'load', ...load });
    expectAll(answered, '201');
    expectInvitations(answered, await stage.peers.ask({ do: 'invitations' }));
    return answered;
  }
}
