import { scoreAttempt } from '../../../testing/interviews.ts';
import { mailed, openMailWorld, pageIn } from '../../../testing/mail-world.ts';
import { untilConcluded } from '../../../testing/operator.ts';
import type { PageSet, Shown } from './page-set.ts';

/** Where the link in an invitation leads. */
export const mailPages: PageSet = {
  name: 'mail',
  async open() {
    const world = await openMailWorld();
    const [open, over] = [await mailed(world), await mailed(world)];
    await scoreAttempt(world, over);
    await untilConcluded(world, over);
    const url = pageIn(open.mail);
    const inLanguage = (language: string): Shown => ({
      what: `an invitation in ${language}`,
      url,
      headers: { 'Accept-Language': language },
    });
    return {
      pages: [
        { what: 'an invitation', url, isQuick: true },
        ...['de', 'es', 'fr', 'pt'].map(inLanguage),
        { what: 'an interview that is over', url: pageIn(over.mail) },
        { what: 'no invitation', url: `${url}x` },
      ],
      close: world.close,
    };
  },
};
