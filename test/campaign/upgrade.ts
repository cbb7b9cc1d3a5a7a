import { programOf } from '../../testing/program.ts';
import type { Campaign } from './campaign.ts';
import { describeRound } from './kills/report.ts';
import { runRound } from './kills/round.ts';
import { vendorNames } from './kills/vendors/vendors.ts';
import { misreadingsIn } from './upgrade/misread.ts';
import { buildOlderTree, commitToUpgradeFrom, missingHistory } from './upgrade/older-tree.ts';
import { phasesOf } from './upgrade/phases.ts';

/**
 * A rolling upgrade: processes of an older state, then of both, then of the current one work on the same Redis, while
 * everything is killed again and again.
 */
export const upgrade: Campaign = {
  summary: 'older processes, older and current ones side by side, then current ones, under kills and traffic',
  options: {
    kills: { default: 150, meaning: 'kills in all, as many in each of the three phases' },
    vendor: { default: 0, choices: vendorNames, meaning: 'whose candidates they are' },
    seed: { default: 1, meaning: 'of all choices' },
  },
  lacks: () => missingHistory(commitToUpgradeFrom()),
  async run({ kills = 0, vendor: which = 0, seed = 0 }, print) {
    const commit = commitToUpgradeFrom();
    const older = buildOlderTree(commit);
    print(`from ${commit.slice(0, 12)}`);
    const stopping = new AbortController();
    const stop = () => stopping.abort();
    process.once('SIGINT', stop).once('SIGTERM', stop);
    const vendor = vendorNames[which] ?? '';
    try {
      const phases = phasesOf(older.main, programOf('src/main'));
      const options = { seed, kills, vendor, syncsEachWrite: true, signal: stopping.signal };
      const round = await runRound({ ...options, phases, look: misreadingsIn });
      const again = `upgrade --vendor ${vendor} --seed ${seed} --kills ${kills}`;
      for (const line of describeRound({ seed, again }, round)) print(line);
      return round.hasHeld;
    } catch (error) {
      throw stopping.signal.aborted ? new Error('stopped before the end; nothing is left running') : error;
    } finally {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      older.remove();
    }
  },
};
