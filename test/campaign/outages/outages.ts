import type { Campaign } from '../campaign.ts';
import { faults } from './faults.ts';
import { describeOutage, hasHeld, headings } from './report.ts';
import { type Outage, sufferOutage } from './suffer.ts';

/** Redis, the network, the queue and workers fail, one after the other, under traffic and with no help from outside. */
export const outages: Campaign = {
  summary: 'Redis gone, frozen, failed over or cut off, the queue broken, workers frozen',
  options: {
    seconds: { default: 60, meaning: 'how long a fault lasts that does not stay for good' },
    rate: { default: 2, meaning: 'interviews a second' },
    surge: { default: 20, meaning: 'results besides that come as it strikes, and as many while it lasts' },
    limit: { default: 60, meaning: 'seconds after the end of a fault within which all has to flow again' },
    only: { default: 0, meaning: 'the number of one fault; 0: all of them' },
  },
  async run({ seconds = 0, rate = 1, surge = 0, limit = 0, only = 0 }, print) {
    const options = { lastsMs: seconds * 1000, perSecond: rate, surge, limitMs: limit * 1000 };
    const chosen = faults
      .map((fault, i) => ({ fault, number: i + 1 }))
      .filter(({ number }) => !only || number === only);
    const suffered: Outage[] = [];
    for (const line of headings) print(line);
    for (const { fault, number } of chosen) {
      const outage = await sufferOutage(fault, options);
      suffered.push(outage);
      for (const line of describeOutage(number, fault.name, outage)) print(line);
    }
    return suffered.length > 0 && suffered.every((outage) => hasHeld(outage, options.limitMs));
  },
};
