import { sleepByClock } from '../../../sandbox/sleep-by-clock.ts';
import { openBridge } from '../../../src/bridge.ts';
import { readConfig } from '../../../src/config.ts';
import { createLog } from '../../../src/log.ts';

/** A process of the bridge on the clock of the campaign, which says how far it is ahead. */
const { AHEAD_MS = '0', ...env } = process.env;
let aheadMs = Number(AHEAD_MS);
process.on('message', (message) => {
  aheadMs = Number(message);
});
process.once('disconnect', () => process.exit());

const now = () => Date.now() + aheadMs;
const config = readConfig(env, () => '');
await openBridge(config, {
  log: createLog(config.logLevel, process.stdout),
  now,
  random: Math.random,
  userAgent: 'interview-bridge/campaign',
  onRefusal: () => process.exit(1),
  sleepUntilTurn: sleepByClock(now),
});
