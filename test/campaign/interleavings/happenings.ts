import { settled } from './calls.ts';
import { crash, handleWakeUp, pass, replay, sendCreate, sendNext } from './doings.ts';
import { allIds, type Life } from './life.ts';
import { accountName } from './process.ts';

type Happening = (life: Life) => void | Promise<void>;

/** How likely each is, beside the end. */
const weights: [Happening, number][] = [
  [proceed, 48],
  [wakeUp, 9],
  [sendWebhook, 9],
  [changeAtVendor, 8],
  [create, 5],
  [waitALittle, 6],
  [waitForSomething, 4],
  [crashOne, 1],
  [crashAmid, 3],
  [freezeOne, 1],
  [replayOne, 1],
];
const happenings = weights.flatMap(([happening, weight]) => Array.from({ length: weight }, () => happening));

/** One thing after the other, until chance ends it or a promise is broken. */
export async function happen(life: Life): Promise<void> {
  const { draw } = life.stage;
  while (!life.broken()) {
    draw.turn();
    const happening = happenings[draw.below(happenings.length + 1) - 1];
    if (!happening) return;
    await happening(life);
    await settled();
  }
}

function proceed({ calls, stage }: Life): void {
  const ready = calls.ready();
  const call = ready.length > 0 ? stage.draw.pick(ready) : undefined;
  if (call) calls.proceed(call);
}

/** Wakes a process as the queue and the poller do, and now and then for nothing. */
function wakeUp(life: Life): void {
  const { stage, wakeUps, store } = life;
  const due = store.calls.due(accountName, stage.now, 10).found.map(({ id }) => id);
  const all = [...wakeUps.splice(0), ...due];
  const candidateIds = all.length > 0 ? all : allIds(life);
  if (candidateIds.length === 0) return;
  const id = stage.draw.pick(candidateIds);
  const process = stage.draw.pick(life.processes);
  stage.log(() => `${process.name} handles the wake-up of ${id}`);
  void handleWakeUp(life, id, process);
}

function sendWebhook(life: Life): void {
  const waiting = [...life.vendor.persons.values()].filter(({ unsent, sentBy }) => unsent.length > 0 && !sentBy);
  if (waiting.length === 0) return;
  void sendNext(life, life.stage.draw.pick(waiting), life.stage.draw.pick(life.processes));
}

function changeAtVendor({ candidates }: Life): void {
  candidates.happen();
}

function create(life: Life): void {
  const { draw } = life.stage;
  void sendCreate(life, draw.pick(life.requests), draw.pick(life.processes));
}

function waitALittle(life: Life): Promise<void> {
  return pass(life, life.stage.draw.pick([1, 100, 500, 1500, 3500]));
}

/** Until something is due, a wait of the account ends, a hold or a lease has expired, or for long. */
function waitForSomething(life: Life): Promise<void> {
  const { stage, store } = life;
  const { draw, policy } = stage;
  const dueInMs = Math.ceil((store.nextDueAt(accountName) ?? stage.now) - stage.now);
  const longMs = Math.min(dueInMs, 30 * 86_400_000);
  return pass(
    life,
    draw.pick([Math.max(0, longMs), 6000, 20_000, policy.resultHoldMs, policy.invitationExpiresAfterMs]),
  );
}

function crashOne(life: Life): void {
  crash(life, life.stage.draw.below(life.processes.length));
}

/** After its call has arrived, and before it reads the answer. */
function crashAmid(life: Life): void {
  const { calls, processes, stage } = life;
  const ready = calls.ready();
  const call = ready.length > 0 ? stage.draw.pick(ready) : undefined;
  if (!call) return;
  calls.arrive(call);
  const i = processes.findIndex(({ name }) => name === call.caller.name);
  if (i >= 0) crash(life, i);
}

function freezeOne({ stage, processes }: Life): void {
  const process = stage.draw.pick(processes);
  const forMs = stage.draw.pick([1000, 5000, 25_000, 60_000]);
  process.frozenUntil = stage.now + forMs;
  stage.counts.freezes += 1;
  stage.log(() => `${process.name} is frozen for ${forMs} ms`);
}

function replayOne(life: Life): void {
  const { draw, log } = life.stage;
  const ids = allIds(life);
  if (ids.length === 0) return;
  const id = draw.pick(ids);
  const process = draw.pick(life.processes);
  log(() => `${process.name} replays ${id}`);
  void replay(life, id, process);
}
