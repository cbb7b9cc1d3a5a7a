import { openGreenhouseWorld } from '../../../testing/greenhouse-world.ts';
import type { PageSet } from './page-set.ts';

/** The page about a candidate that some vendors want. */
export const candidatePages: PageSet = {
  name: 'candidate',
  async open() {
    const { world, vendor, invite, close } = await openGreenhouseWorld();
    await invite();
    const url = vendor.control.mails.at(-1)?.invitation.candidate.greenhouse_profile_url ?? '';
    return {
      pages: [
        { what: 'a candidate', url, isQuick: true },
        { what: 'no candidate', url: `${world.url}/candidates/x` },
      ],
      close,
    };
  },
};
