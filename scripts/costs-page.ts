/** What was measured, by `npm run costs`, and on which machine: the content of docs/costs.json. */
export type Costs = {
  machine: string;
  /** A second, by one core that has the bridge and its Redis: webhooks that are taken and delivered. */
  webhooksPerSecond: number;
  /** A second, by one core that has the bridge. */
  createsPerSecond: number;
  /** In Redis, of an interview with its result. */
  providerBytes: number;
  /** In Redis, of a candidate of the stage door with interview and result. */
  stageBytes: number;
  stageMs: number;
  /** To Workable, of such a candidate. */
  stageRequests: number;
  /** Of a process with both roles, at its highest. */
  bridgeMiB: number;
  accountKiB: number;
};

type Door = { name: string; bytes: number; seconds: number };

const assumed = {
  customers: [50, 500, 5000],
  retentionDays: [365, 90, 30],
  interviewsPerMonth: 100,
  webhooks: 3,
  workingHours: 160,
  busiest: 10,
  machineMiB: 4096,
  systemMiB: 512,
  redisRoom: 1.5,
  euros: 5,
  cores: 2,
  requestsPerWindow: 6,
};

/** The page `docs/costs.md`. */
export function costsPage(costs: Costs): string {
  const doors: Door[] = [
    {
      name: 'provider',
      bytes: costs.providerBytes,
      seconds: 1 / costs.createsPerSecond + assumed.webhooks / costs.webhooksPerSecond,
    },
    { name: 'stage', bytes: costs.stageBytes, seconds: costs.stageMs / 1000 },
  ];
  return `${[
    ...introduction(),
    '## The processor',
    '',
    'At the busiest minute, of one of the two cores:',
    '',
    '| customers | interviews a month | in the busiest minute | provider door | stage door | euros a customer and month |',
    '| --------: | -----------------: | --------------------: | ------------: | ---------: | -------------------------: |',
    ...assumed.customers.map((customers) =>
      row([
        grouped(customers),
        grouped(customers * assumed.interviewsPerMonth),
        grouped(busiestPerSecond(customers) * 60),
        ...doors.map(({ seconds }) => `${percent(busiestPerSecond(customers) * seconds)} %`),
        `${assumed.euros / customers}`,
      ]),
    ),
    '',
    '## The memory',
    '',
    `Of 4 GiB ${assumed.systemMiB} MiB are left to the system. **No** means that the machine is too small: take one with more memory, or a shorter \`RETENTION\`.`,
    '',
    `| door | \`RETENTION\` | ${assumed.customers.map((customers) => `${grouped(customers)} customers`).join(' | ')} | customers at most |`,
    `| ---- | ----------: | ${assumed.customers.map(() => '---:').join(' | ')} | ----------------: |`,
    ...doors.flatMap((door) =>
      assumed.retentionDays.map((days) =>
        row([
          door.name,
          `\`${days}d\``,
          ...assumed.customers.map((customers) => sizeOf(memoryOf(costs, door, days, customers))),
          grouped(mostCustomers(costs, door, days)),
        ]),
      ),
    ),
    '',
    'You pay for memory, not for speed.',
    '',
    ...requests(costs),
    ...measured(costs),
  ].join('\n')}\n`;
}

function introduction(): string[] {
  const { interviewsPerMonth, webhooks, workingHours, busiest, redisRoom, euros } = assumed;
  return [
    '# Costs',
    '',
    'What a small cloud machine with 2 cores and 4 GB carries, computed from measured parts. One command measures them and writes',
    'this page: `npm run costs`.',
    '',
    '**Assumed.**',
    '',
    `- The machine costs ${euros} euros a month (2026). One process of the bridge with both roles and its Redis share it.`,
    `- A customer has ${interviewsPerMonth} interviews a month, all within ${workingHours} working hours; the busiest minute has ${busiest} times as many as the mean one.`,
    `- An interview of the provider door is one create and ${webhooks} webhooks, each followed by a result that is sent to Workable.`,
    '- A candidate of the stage door is dragged, invited and scored; invitation and result stand on the timeline.',
    `- Everything is kept for \`RETENTION\`. Redis gets ${redisRoom} times the memory of what it stores: it needs room while it rewrites its file.`,
    '- `DATA_KEY` is set. Texts are as long as those of the sandbox; longer ones take more. The newest 100,000 [events](events.md)',
    '  are not counted.',
    '',
  ];
}

function requests({ stageRequests }: Costs): string[] {
  const perDay = (assumed.requestsPerWindow * 6 * 60 - 60) * 24;
  return [
    '## The requests to Workable',
    '',
    `The provider door has no limit that matters here. At the stage door a candidate takes ${grouped(stageRequests)} requests, and polling one a minute for`,
    `each account. With \`WORKABLE_RATE_SHARE=${assumed.requestsPerWindow}\` one account has room for ${grouped(perDay / stageRequests)} candidates a day, whatever the machine is`,
    '([more](stage-door.md#what-it-costs-in-requests)).',
    '',
  ];
}

function measured(costs: Costs): string[] {
  return [
    '## Measured',
    '',
    '| part | figure |',
    '| ---- | -----: |',
    row(['webhooks taken and delivered by one core, with Redis', `${grouped(costs.webhooksPerSecond)} a second`]),
    row(['creates by one core', `${grouped(costs.createsPerSecond)} a second`]),
    row(['an interview of the provider door in Redis', `${grouped(costs.providerBytes)} bytes`]),
    row(['a candidate of the stage door in Redis', `${grouped(costs.stageBytes)} bytes`]),
    row(['a candidate of the stage door, sandbox included: an upper bound', `${grouped(costs.stageMs)} ms of a core`]),
    row(['a process with both roles, at its highest', `${grouped(costs.bridgeMiB)} MiB`]),
    row(['an account, in memory', `${grouped(costs.accountKiB)} KiB`]),
    '',
    `On ${costs.machine}. More: [performance](performance.md).`,
  ];
}

function busiestPerSecond(customers: number): number {
  return ((customers * assumed.interviewsPerMonth) / (assumed.workingHours * 3600)) * assumed.busiest;
}

/** In MiB. */
function memoryOf(costs: Costs, door: Door, days: number, customers: number): number {
  return costs.bridgeMiB + customers * memoryOfEach(costs, door, days);
}

function memoryOfEach({ accountKiB }: Costs, { bytes }: Door, days: number): number {
  const stored = (assumed.interviewsPerMonth * 12 * days) / 365;
  return accountKiB / 1024 + (assumed.redisRoom * stored * bytes) / 2 ** 20;
}

/** By memory or by both cores, whichever ends first. */
function mostCustomers(costs: Costs, door: Door, days: number): number {
  const room = assumed.machineMiB - assumed.systemMiB - costs.bridgeMiB;
  const byMemory = room / memoryOfEach(costs, door, days);
  return Math.floor(Math.min(byMemory, assumed.cores / (busiestPerSecond(1) * door.seconds)));
}

function sizeOf(mib: number): string {
  const size = mib < 1024 ? `${Math.round(mib)} MiB` : `${(mib / 1024).toFixed(1)} GiB`;
  return mib > assumed.machineMiB - assumed.systemMiB ? `**no**: ${size}` : size;
}

function percent(share: number): string {
  return (share * 100).toLocaleString('en-GB', { maximumSignificantDigits: 2 });
}

function grouped(value: number): string {
  return value.toLocaleString('en-GB', { maximumFractionDigits: value < 10 ? 1 : 0 });
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
