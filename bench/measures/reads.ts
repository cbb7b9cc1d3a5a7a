import type { Measure } from '../measure.ts';
import { openFloor } from '../support/floor.ts';
import { type Read, read, readableHashes, result } from '../support/read.ts';
import { inRounds, roundsOf } from '../support/rounds.ts';
import { storeInterviews } from '../support/seed.ts';

const interviews = 2_000;

const floorRead: Read = { path: '/floor:{id}', says: 'sealed' };
const page: Read = { path: '/reports/{id}.{reportKey}', says: 'Listens before answering' };

/** Settled interviews, as Workable asks for them and as people look at them. */
export const reads: Measure = {
  summary: 'results read per second, by Workable and as report pages',
  async run(setting) {
    const pairs = await inRounds(setting, {
      async run(stage) {
        const subjects = await storeInterviews(stage.settings('web'), 'settled', interviews);
        await readableHashes(stage.redis.url, subjects, (id) => `floor:${id}`);
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
