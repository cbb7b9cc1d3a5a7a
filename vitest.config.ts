import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** They start processes: of the bridge, of Redis, of whole campaigns. */
const process = ['test/{bench,campaign,scenarios/process}/**/*.test.ts', 'test/scenarios/operator-access.test.ts'];

/**
 * For `npm run test:all`: every page in a browser, TLS, Redis with replicas, Sentinels or a Cluster, a fault planted for each clause of the check
 * kits, what waits long, a whole new vendor, and the package installed as a stranger does.
 */
const long = [
  'test/browser/{browser,console,every-page,report}.test.ts',
  'test/campaign/failover.test.ts',
  'test/checks/vendor/faults.test.ts',
  'test/scenarios/checks/provider-faults.test.ts',
  'test/scenarios/{delivery/hanging,events,mail/trouble}.test.ts',
  'test/scenarios/process/{accounts-by-command,accounts-file,failover,invited-once,killed,privacy}.test.ts',
  'test/scenarios/process/{private-redis,redis-away,redis-refuses,redis-tls,replicas,settings}.test.ts',
  'test/scenarios/process/{several,start,stop,topologies}.test.ts',
  'test/sandbox/{demo,stage-page}.test.ts',
  'test/scenarios/{alarms,guide,idle-metrics,operator-access,public-url,traces,troubles,vendor-silence}.test.ts',
  'test/scenarios/console/{away,every-action}.test.ts',
  'test/scenarios/stage/{believing,connection,doubt,hanging,other-clock,probe,returns,subscriptions,told,transcripts,wizard,wizard-pages}.test.ts',
  'test/scenarios/{clocks/no-webhooks,delivery/many-replays,mail/ribbon-links,trust}.test.ts',
  'test/scenarios/{provider/crowd,provider/overload,webhooks/crowd,webhooks/rejected-bounds}.test.ts',
  'test/{http/slow-callers,reports/unread}.test.ts',
  'test/{docs-site,ops/promtool,scripts/new-vendor}.test.ts',
  'test/packaging/{image-carried-out,installed,systemd}.test.ts',
];

/** They go through the front door of servers in this process, or need a Redis. All others need neither. */
const scenarios = [
  'test/{browser,checks,reports,sandbox,scenarios}/**/*.test.ts',
  'test/store/{connect-links,contract,erase,events,format,index-key,interview-store,kinds,managed-accounts,persons,rate-limits,replays,rotation,schedule-store,transcripts}.test.ts',
  'test/{accounts/configured,accounts/managed,scheduler/wake-ups,operator/watch-redis,vendors/jobmojito/contract}.test.ts',
  'test/http/{load-shedding,request,slow-callers,unread}.test.ts',
  'test/workable/api/{limiter,sandbox}.test.ts',
];

/**
 * Servers and processes live by the real time. The report names each test that needed a second try (`retry x1`): look into
 * it. One that fails twice has failed.
 */
const retry = 1;

/** They take minutes: one that began last would be waited for alone. */
const longest = [
  'sandbox/stage-page',
  'browser/every-page',
  'scenarios/troubles',
  'process/accounts-file',
  'docs-site',
  'campaign/failover',
  'scripts/new-vendor',
  'campaign/stage-kills',
  'campaign/kills',
  'browser/each-kind',
  'campaign/interleavings/interleavings',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const first = longest.flatMap((name) => sorted.filter(({ moduleId }) => moduleId.endsWith(`/${name}.test.ts`)));
    return [...first, ...sorted.filter((each) => !first.includes(each))];
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    // Far more than they take: a busy machine is no fault of the bridge.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Twice as many as there are cores where there are two: most files wait, for leases to end, processes and windows.
    maxWorkers: 4,
    // Concurrent tests of one file mostly wait: for holds and leases to end, for processes to start.
    maxConcurrency: 10,
    // Nothing happens and nothing is held when a module is loaded, so files need not load them again.
    isolate: false,
    allowOnly: false,
    passWithNoTests: false,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['test/**/*.test.{ts,tsx}'], exclude: [...scenarios, ...process, ...long] },
      },
      {
        extends: true,
        test: {
          name: 'scenarios',
          include: scenarios,
          exclude: [...process, ...long],
          retry,
          globalSetup: ['testing/redis-server.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'process',
          include: process,
          exclude: long,
          retry,
          globalSetup: ['testing/build.ts', 'testing/redis-server.ts'],
        },
      },
      {
        extends: true,
        test: { name: 'long', include: long, retry, globalSetup: ['testing/build.ts', 'testing/redis-server.ts'] },
      },
    ],
  },
});
