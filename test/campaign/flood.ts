import { setTimeout as sleep } from 'node:timers/promises';
import { isReady } from '../../testing/bridge-process.ts';
import { memoryOf } from '../../testing/memory.ts';
import type { Campaign } from './campaign.ts';
import { missingArrivals } from './flood/arrivals.ts';
import { runLoad } from './flood/run-load.ts';
import { openStage } from './flood/stage.ts';
import { describeTimes } from './flood/times.ts';
import { watchBridge } from './flood/watch-bridge.ts';

const measured = 64;
const mostMebibytes = 512;
/** How much memory the second half of a flood may add, in MiB: as much as garbage collection may delay. */
const slackMebibytes = 96;
/** A shorter flood on a busy machine ends before memory has come to rest: only its most is judged. */
const settlesInS = 30;
const arriveWithinMs = 120_000;

/**
 * Sends many times the webhooks that a bridge can process, and measures the effect on the bridge and on the webhooks.
 */
export const flood: Campaign = {
  summary:
    'many times the webhooks the bridge can take: memory, answers, and whether all that was acknowledged arrives',
  options: {
    seconds: { default: 60, meaning: 'how long the flood lasts' },
    times: { default: 10, meaning: 'how many times the sustainable rate' },
    measure: { default: 10, meaning: 'seconds in which the sustainable rate is measured' },
    interviews: { default: 2_000, meaning: 'how many interviews the webhooks are about, one at a time each' },
  },
  async run({ seconds = 0, times = 0, measure = 0, interviews = 0 }, print) {
    const stage = await openStage();
    const { bridge, port, url, secret, sink } = stage;
    const findings: string[] = [];
    try {
      const subjects = await stage.createInterviews(interviews + measured);
      const [few, many] = [subjects.slice(0, measured), subjects.slice(measured)];

      const calm = await runLoad({ port, secret, subjects: few, seconds: measure });
      const rate = Math.round(((calm.times[200]?.count ?? 0) / calm.tookMs) * 1000);
      print(`sustainable: ${rate} webhooks a second, ${measured} at a time`);
      for (const line of describeTimes(calm.times)) print(line);
      if (Object.keys(calm.times).some((outcome) => outcome !== '200'))
        findings.push('not all was 200 before the flood');

      const start = (await memoryOf(bridge.pid)).now;
      const stop = watchBridge(bridge.pid, url);
      const wild = await runLoad({ port, secret, subjects: many, seconds, perSecond: rate * times });
      const { memory, slowestMs, unhealthy } = await stop();
      const answered = Object.values(wild.times).reduce((sum, { count }) => sum + count, 0);
      print(
        `flood: ${rate * times} a second wanted, ${Math.round((answered / wild.tookMs) * 1000)} sent, for ${seconds} s`,
      );
      for (const line of describeTimes(wild.times)) print(line);
      if (wild.unsent > 0) print(`  not sent, since all ${interviews} senders waited for an answer: ${wild.unsent}`);
      print(`  /livez: ${unhealthy} times not 200, within ${slowestMs} ms`);
      const odd = Object.keys(wild.times).filter((outcome) => outcome !== '200' && outcome !== '503');
      if (odd.length > 0) findings.push(`answered ${odd.join(', ')}`);
      if (unhealthy > 0) findings.push('the bridge did not answer health checks');

      const [half = 0, end = 0] = [memory[Math.floor(memory.length / 2)], memory.at(-1)];
      const { peak } = await memoryOf(bridge.pid);
      print(`memory: ${start} MiB at its start, ${half} MiB half-way, ${end} MiB at its end, ${peak} MiB at most`);
      if (peak > mostMebibytes) findings.push(`more than ${mostMebibytes} MiB`);
      if (seconds >= settlesInS && end > half + slackMebibytes)
        findings.push('memory grows as long as the flood lasts');

      const floodEndedAt = performance.now();
      const expected = [...few, ...many].map(({ path }, i) => {
        const sent = [...calm.sent, ...wild.sent][i];
        if (!sent) throw new Error('A sender did not report');
        return { path, sent };
      });
      const missing = await missingArrivals(sink.newest, expected, arriveWithinMs);
      const tookMs = Math.round(performance.now() - floodEndedAt);
      print(
        `${expected.length - missing.length} of ${expected.length} interviews as last acknowledged, ${tookMs} ms after the flood, by ${sink.received()} callbacks`,
      );
      if (missing.length > 0) findings.push(`${missing.length} interviews do not arrive`);
      findings.push(...sink.problems);

      await sleep(1_000);
      const after = await runLoad({ port, secret, subjects: few.slice(0, 8), seconds: 1 });
      if (!(await isReady(port)) || Object.keys(after.times).join() !== '200')
        findings.push('it is not ready afterwards');
      if (/"failure":"internal"|"event":"unhandled"|"level":"fatal"/.test(bridge.stdout()))
        findings.push('its log holds errors');
    } finally {
      await stage.close();
    }
    for (const finding of findings) print(`  ${finding}`);
    return findings.length === 0;
  },
};
