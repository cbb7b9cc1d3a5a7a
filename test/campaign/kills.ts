import type { Campaign } from './campaign.ts';
import { describeRound, summaryOf } from './kills/report.ts';
import { type Round, runRound } from './kills/round.ts';
import { vendorNames } from './kills/vendors/vendors.ts';

/**
 * Every process, Redis included, is killed again and again under traffic, and nothing that was acknowledged is lost.
 */
export const kills: Campaign = {
  summary: 'kill -9 of web, worker, Redis, vendor and Workable at any moment, under traffic',
  options: {
    kills: { default: 200, meaning: 'kills in all' },
    vendor: { default: 0, choices: vendorNames, meaning: 'whose candidates they are' },
    seed: { default: 1, meaning: 'of the first round; each next one has the next' },
    'per-round': { default: 500, meaning: 'kills before everything is checked and begins anew' },
    everysec: { default: 0, meaning: '1: Redis syncs once a second only, and may lose what it has acknowledged' },
  },
  async run({ kills = 0, vendor: which = 0, seed = 0, 'per-round': perRound = 0, everysec = 0 }, print) {
    const stopping = new AbortController();
    const stop = () => stopping.abort();
    process.once('SIGINT', stop).once('SIGTERM', stop);
    const syncsEachWrite = everysec === 0;
    const vendor = vendorNames[which] ?? '';
    try {
      const rounds: Round[] = [];
      for (const given of roundsOf(kills, seed, perRound)) {
        const round = await runRound({ ...given, vendor, syncsEachWrite, signal: stopping.signal });
        rounds.push(round);
        const { seed, kills } = given;
        const again = `kills --vendor ${vendor} --seed ${seed} --kills ${kills} --per-round ${kills} --everysec ${everysec}`;
        for (const line of describeRound({ seed, again }, round)) print(line);
      }
      print(`in all: ${summaryOf(rounds)}`);
      return rounds.every(({ hasHeld }) => hasHeld);
    } catch (error) {
      throw stopping.signal.aborted ? new Error('stopped before the end; nothing is left running') : error;
    } finally {
      process.off('SIGINT', stop).off('SIGTERM', stop);
    }
  },
};

function roundsOf(kills: number, seed: number, perRound: number): { seed: number; kills: number }[] {
  return Array.from({ length: Math.ceil(kills / Math.max(1, perRound)) }, (_, i) => ({
    seed: seed + i,
    kills: Math.min(perRound, kills - i * perRound),
  }));
}
