import type { Campaign } from './campaign.ts';
import { openStage, type Stage } from './rate/stage.ts';

const second = 1000;
const minute = 60 * second;
/** What the bridge may use of a window of nine: the default of WORKABLE_RATE_SHARE. */
const share = 6;
const windowMs = 10 * second;
/** For the delay of the invitation, polls meanwhile and the ends of windows. */
const slackMs = 4 * minute;
const resultWithinMs = 2 * minute;
const foundWithinMs = 2 * minute;

/** Many candidates at once, beside other integrations of the customer, by a clock that is moved. */
export const rate: Campaign = {
  summary: 'hundreds of candidates moved at once beside a busy neighbour, and all webhooks lost',
  options: {
    candidates: { default: 500, meaning: 'moved to the stage at once' },
    neighbour: { default: 3, meaning: 'requests of each window of nine that other integrations use' },
    results: { default: 10, meaning: 'come while the invitations are being noted' },
    lost: { default: 20, meaning: 'candidates whose webhooks all get lost' },
  },
  async run({ candidates = 0, neighbour = 0, results = 0, lost = 0 }, print) {
    const stage = await openStage(neighbour);
    try {
      const findings = [
        ...(await moveMany(stage, candidates, results, print)),
        ...(await loseAll(stage, lost, print)),
        ...overruns(stage, print),
      ];
      for (const finding of findings) print(`  ${finding}`);
      return findings.length === 0;
    } finally {
      await stage.close();
    }
  },
};

type Print = (line: string) => void;

/** All are invited and have their row in time, and results do not wait for the rows of others. */
async function moveMany(stage: Stage, count: number, results: number, print: Print): Promise<string[]> {
  const { spi, vendor, trigger, now } = stage;
  const people = await moved(stage, count);
  const [movedAt, mostMs] = [now(), Math.ceil(count / share) * windowMs + slackMs];
  const rows = () => people.filter(({ id }) => spi.comments(id).length > 0).length;
  await stage.until(() => rows() >= Math.min(count / 4, 50), mostMs);
  const scored = people.filter(({ id }) => spi.comments(id).length > 0).slice(0, results);
  for (const { email } of scored) {
    await vendor.control.start(email ?? '', trigger.template).then((id) => vendor.control.score(id, 7.8));
  }
  const scoredAt = now();
  const hasResult = ({ id }: { id: string }) =>
    spi.comments(id).some(({ body }) => body?.startsWith('AI interview: 78 %'));
  const areFirst = await stage.until(() => scored.every(hasResult), mostMs);
  const resultMs = now() - scoredAt;
  const waiting = count - rows();
  const areAll = await stage.until(() => rows() === count, mostMs);
  const tookMs = now() - movedAt;
  const doubled = people.filter(
    ({ id }) => spi.comments(id).filter(({ body }) => body?.startsWith('Invited')).length > 1,
  );
  print(
    `${count} moved at once: all rows after ${inMinutes(tookMs)}; ${scored.length} results after ${inMinutes(resultMs)}, ` +
      `while ${waiting} rows of others still waited`,
  );
  return [
    ...(areAll ? [] : [`only ${rows()} of ${count} have the row of their invitation`]),
    ...(tookMs <= mostMs ? [] : [`it took ${inMinutes(tookMs)}, not ${inMinutes(mostMs)}`]),
    ...(areFirst && resultMs <= resultWithinMs ? [] : [`results took ${inMinutes(resultMs)}`]),
    ...(doubled.length === 0 ? [] : [`${doubled.length} rows stand there twice`]),
  ];
}

/** The poll finds everyone: each is read before the invitation, which none is without having been found. */
async function loseAll(stage: Stage, count: number, print: Print): Promise<string[]> {
  const { spi, now } = stage;
  spi.switches({ lose: Number.POSITIVE_INFINITY });
  const people = await moved(stage, count);
  const movedAt = now();
  const isRead = ({ id }: { id: string }) =>
    spi.requests.some(({ at, path }) => at >= movedAt && path === `/candidates/${id}`);
  const isSeen = () =>
    spi.requests.some(({ at, path, query }) => path === '/candidates' && query.updated_after && at > movedAt);
  await stage.until(isSeen, 10 * minute);
  const foundMs = now() - movedAt;
  const areRead = await stage.until(() => people.every(isRead), 10 * minute);
  const invitedAfterMs = now() - movedAt;
  print(
    `${count} whose webhooks are lost: listed after ${inMinutes(foundMs)}, all read again after ${inMinutes(invitedAfterMs)}`,
  );
  return [
    ...(foundMs <= foundWithinMs ? [] : [`they were found after ${inMinutes(foundMs)}`]),
    ...(areRead ? [] : ['not all were read again']),
  ];
}

/** Created before, so that the move alone is what is seen. */
async function moved({ spi, trigger, until, now }: Stage, count: number) {
  const people = Array.from({ length: count }, () => spi.people.create({ stage: 'applied' }));
  await spi.idle();
  const createdAt = now();
  await until(() => now() >= createdAt + 2 * second, minute);
  for (const { id } of people) spi.people.move(id, trigger.stage);
  await spi.idle();
  return people;
}

function overruns({ spi }: Stage, print: Print): string[] {
  const windows = spi.windows();
  const most = Math.max(...windows.map(({ passed }) => passed));
  const refused = windows.reduce((sum, each) => sum + each.refused, 0);
  print(`${windows.length} windows, at most ${most} requests of ours in one, ${refused} refused: ${kindsOf(spi)}`);
  return [
    ...(most <= share ? [] : [`${most} requests in a window, of ${share}`]),
    ...(refused === 0 ? [] : [`${refused} requests were one too many`]),
  ];
}

/** What the requests were for, the most frequent first. */
function kindsOf({ requests }: Stage['spi']): string {
  const counts = new Map<string, number>();
  for (const { method, path } of requests) {
    const kind = `${method} ${path.replace(/\/[0-9a-f]{6,}(?=\/|$)/gi, '/:id')}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return sorted.map(([kind, count]) => `${count} ${kind}`).join(', ');
}

function inMinutes(ms: number): string {
  return `${Math.floor(ms / minute)} min ${Math.round((ms % minute) / second)} s`;
}
