import { noteOf, standInStage } from '../../../testing/stage-stays.ts';
import { openStageWorld } from '../../../testing/stage-world.ts';
import type { PageSet } from './page-set.ts';

/** Links in comments by which people invite. */
export const againPages: PageSet = {
  name: 'invite again',
  async open() {
    const world = await openStageWorld();
    const linkFor = async (firstname: string) => {
      const candidate = await standInStage(world, { email: null, firstname, lastname: 'Ruiz' });
      const note = await noteOf(world, candidate, /no e-mail address/);
      return { candidate, url: /https?:\/\/\S+\/again\/\S+/.exec(note)?.[0] ?? '' };
    };
    const [missing, mended, used] = [await linkFor('Ana'), await linkFor('Berta'), await linkFor('Cleo')];
    for (const { candidate } of [mended, used]) {
      world.spi.people.edit(candidate.id, { email: `${candidate.id}@example.test` });
    }
    const before = () => world.later(10_000);
    return {
      pages: [
        { what: 'an address that is still missing', url: missing.url, before },
        { what: 'a candidate who can be invited', url: mended.url, isQuick: true, before },
        { what: 'one who is invited now', url: used.url, before, press: (page) => page.click('button') },
        ...['de', 'es', 'fr', 'pt'].map((language) => ({
          what: `an address that is still missing, in ${language}`,
          url: missing.url,
          headers: { 'Accept-Language': language },
          before,
        })),
        { what: 'a link to nothing', url: `${mended.url}x`, before },
      ],
      close: world.close,
    };
  },
};
