import type { LinkLife } from '../config.ts';
import type { InterviewRecord } from '../interviews/record.ts';
import type { SharedLinks } from '../store/shared-links.ts';
import type { ReportAddresses } from './address.ts';
import { newLink, type Ttl, ttlOf } from './link-life.ts';

type Parts = {
  links: Pick<SharedLinks, 'mint'>;
  addresses: Pick<ReportAddresses, 'sharedUrl'>;
  newKey: () => string;
  now: () => number;
};

/** Every call makes a new link. Throws Failure. */
export function shareReports({ links, addresses, newKey, now }: Parts) {
  return async function shareReport(life: LinkLife, record: InterviewRecord): Promise<{ url: string } & Ttl> {
    const secret = newKey();
    await links.mint(record.id, secret, newLink(life, now()));
    return { url: addresses.sharedUrl(record, secret), ...ttlOf(life) };
  };
}
