import type { Measure } from '../measure.ts';
import { type Keeps, keeping, type Measured, openBaseline } from '../support/baseline.ts';
import { describeLoad, expectAll, expectInvitations } from '../support/checks.ts';
import { createRequest } from '../support/create.ts';
import { besideBoth } from '../support/programs.ts';
import { type Stage, secrets } from '../support/stage.ts';
import { warmUpSeconds } from '../support/warm-up.ts';

const connections = 32;

/** What a bridge passes on to a vendor that invites at once; every create has a new candidate. */
export const creates: Measure = {
  summary: 'creates per second with a vendor that answers at once',
  run: (setting) =>
    besideBoth(setting, {
      async run(stage) {
        const by = async (opening: Promise<Measured>) => take(stage, await opening, setting.seconds);
        return {
          bare: await by(openCreateBaseline(stage)),
          keeping: await by(openCreateBaseline(stage, 'records')),
          ours: await by(stage.openBridge('web')),
        };
      },
      describe: ({ perSecond, p99 }) => `${Math.round(perSecond)} creates/s, p99 ${p99.toFixed(1)} ms`,
      figures: { creates: { of: ({ perSecond }) => perSecond, goal: { atLeast: 0.6 } } },
    }),
};

function openCreateBaseline({ vendorUrl, redis }: Stage, keeps?: Keeps): Promise<Measured> {
  const urls = { VENDOR_URL: vendorUrl, REDIS_URL: redis.url };
  return openBaseline('create', { ...urls, ...keeping(keeps, secrets.provider) });
}

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
