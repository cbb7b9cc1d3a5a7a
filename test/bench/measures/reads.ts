import type { Measure } from '../measure.ts';
import { type Keeps, keeping, openBaseline } from '../support/baseline.ts';
import { besideBoth } from '../support/programs.ts';
import { type Read, read, result, storeHashes } from '../support/read.ts';
import { storeInterviews } from '../support/seed.ts';
import { secrets } from '../support/stage.ts';

const interviews = 2_000;

const page: Read = { path: '/reports/{id}.{reportKey}', says: 'Listens before answering' };

/** Settled interviews, as Workable asks for them and as people look at them. */
export const reads: Measure = {
  summary: 'results read per second, by Workable and as report pages',
  run: (setting) =>
    besideBoth(setting, {
      async run(stage) {
        const subjects = await storeInterviews(stage.settings('web'), 'settled', interviews);
        const ask = (port: number, what: Read) => read(stage, port, subjects, what, setting.seconds);
        const askBare = async (what: Read, keeps?: Keeps) => {
          const baseline = await openBaseline('read', {
            REDIS_URL: stage.redis.url,
            ...keeping(keeps, secrets.provider),
          });
          const perSecond = await ask(baseline.port, what);
          await baseline.close();
          return { results: perSecond, pages: perSecond };
        };
        await storeHashes(stage.redis.url, subjects, hashOf);
        const bare = await askBare({ path: `/${hashOf('{id}')}`, says: 'encrypted' });
        const kept = await askBare({ ...result, path: '/{id}' }, 'records');
        const bridge = await stage.openBridge('web');
        const ours = { results: await ask(bridge.port, result), pages: await ask(bridge.port, page) };
        await bridge.close();
        return { bare, keeping: kept, ours };
      },
      describe: ({ results, pages }) => `${Math.round(results)} results/s, ${Math.round(pages)} pages/s`,
      figures: {
        'GET /interviews/:id': { of: ({ results }) => results, goal: { atLeast: 0.85 } },
        'report pages': { of: ({ pages }) => pages, goal: { atLeast: 0.7 } },
      },
    }),
};

function hashOf(id: string): string {
  return `hash:${id}`;
}
