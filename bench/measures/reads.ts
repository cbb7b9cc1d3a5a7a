import type { Measure } from '../measure.ts';
import type { Template } from '../peers/order.ts';
import { describeLoad, expectAll } from '../support/checks.ts';
import { openFloor } from '../support/floor.ts';
import { inRounds, roundsOf } from '../support/rounds.ts';
import { type Subject, storeInterviews } from '../support/seed.ts';
import { type Stage, secrets } from '../support/stage.ts';

const connections = 32;
const interviews = 2_000;

type Read = { path: string; headers?: Record<string, string> /** Part of every whole answer. */; says: string };

const floorRead: Read = { path: '/{id}', says: 'sealed.' };
const result: Read = {
  path: '/interviews/{id}',
  headers: { authorization: `Bearer ${secrets.provider}` },
  says: '"status":"completed"',
};
const page: Read = { path: '/reports/{id}.{reportKey}', says: 'Listens before answering' };

/** Settled interviews, as Workable asks for them and as people look at them. */
export const reads: Measure = {
  summary: 'results read per second, by Workable and as report pages',
  async run(setting) {
    const pairs = await inRounds(setting, {
      async run(stage) {
        const subjects = await storeInterviews(stage.settings('web'), 'settled', interviews);
        const floor = await openFloor('read', { REDIS_URL: stage.redis.url });
        const least = await read(stage, floor.port, subjects, floorRead, setting.seconds);
        await floor.close();
        const bridge = await stage.openBridge('web');
        const results = await read(stage, bridge.port, subjects, result, setting.seconds);
        const pages = await read(stage, bridge.port, subjects, page, setting.seconds);
        await bridge.close();
        return { floor: { results: least, pages: least }, ours: { results, pages } };
      },
      describe: ({ results, pages }) => `${Math.round(results)} results/s, ${Math.round(pages)} pages/s`,
    });
    const goal = { atLeast: 0.7 };
    return [
      { name: 'GET /interviews/:id', unit: '/s', rounds: roundsOf(pairs, ({ results }) => results), goal },
      { name: 'report pages', unit: '/s', rounds: roundsOf(pairs, ({ pages }) => pages), goal },
    ];
  },
};

/** Per second. Throws unless every answer is a 200 that says what was asked for. */
async function read(
  { peers }: Stage,
  port: number,
  subjects: readonly Subject[],
  { path, headers = {}, says }: Read,
  seconds: number,
): Promise<number> {
  const request: Template = { method: 'GET', path, headers };
  const load = { port, connections, request, says, subjects: subjects.map((each) => ({ ...each })) };
  await peers.ask({ do: 'load', ...load, seconds: 1 });
  const loaded = await peers.ask({ do: 'load', ...load, seconds });
  expectAll(loaded, '200');
  return describeLoad(loaded).perSecond;
}
