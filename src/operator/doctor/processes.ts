import { beatEveryMs } from '../../store/public-urls.ts';
import { iso } from '../iso.ts';
import type { BridgeParts } from '../parts.ts';
import { type Finding, wrong } from './finding.ts';

type Parts = Pick<BridgeParts, 'storage' | 'now'>;

/**
 * What other processes of this Redis have said of themselves. Nothing is known while Redis is away: another line reports
 * that.
 */
export async function processFindings(parts: Parts, publicUrl: string): Promise<Finding[]> {
  return [...(await refusedStartFindings(parts)), ...(await publicUrlFindings(parts, publicUrl))];
}

const namedHosts = 3;

/** They cannot say it elsewhere but in their own last lines. */
async function refusedStartFindings({ storage }: Parts): Promise<Finding[]> {
  const refused = await storage.refusedStarts.all().catch(() => []);
  return [...new Set(refused.map(({ why }) => why))].map((why) => {
    const alike = refused.filter((each) => each.why === why);
    const hosts = [...new Set(alike.map(({ host }) => host))].slice(0, namedHosts).join(', ');
    const last = Math.max(...alike.map(({ at }) => at));
    const text = `settings: a process on ${hosts} did not start, last at ${iso(last)}, since it cannot use this Redis: ${why}. What runs already goes on`;
    return wrong(text);
  });
}

async function publicUrlFindings({ storage, now }: Parts, publicUrl: string): Promise<Finding[]> {
  const running = await storage.publicUrls.all().catch(() => []);
  const lately = running.filter(({ at }) => now() - at <= 1.5 * beatEveryMs).map(({ url }) => url);
  const others = lately.filter((url) => url !== publicUrl);
  if (others.length === 0) return [];
  return [
    wrong(
      `settings: PUBLIC_URL differs: here it is ${publicUrl}, and processes run with ${others.join(', ')}. Set the same one everywhere and restart`,
    ),
  ];
}
