import { settled } from './calls.ts';
import { claim, crash, pass, replay, sendCreate, sendNext } from './doings.ts';
import { allIds, type Life } from './life.ts';
import { accountName, pollName } from './process.ts';

/** Polls because of hints are so far apart. */
const hintPauseMs = 10_000;

type Happening = (life: Life) => void | Promise<void>;

/** How likely each is, beside the end. */
const weights: [Happening, number][] = [
  [proceed, 48],
  [proceedAlone, 8],
  [claimSome, 9],
  [sendWebhook, 9],
  [changeAtVendor, 8],
  [changeAmidPoll, 20],
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

/** What began last goes on for a while, and everything else waits. */
async function proceedAlone({ calls, stage }: Life): Promise<void> {
  for (let left = stage.draw.below(8); left > 0; left -= 1) {
    const call = calls.ready().at(-1);
    if (call) calls.proceed(call);
    await settled();
  }
}

/** Claims what is due, as after a wake-up and as the poller does, and now and then what is not. */
function claimSome(life: Life): void {
  const { stage, wakeUps } = life;
  const { draw } = stage;
  const woken = wakeUps.splice(0);
  const others = draw.oneIn(8) ? allIds(life) : [];
  const ids = woken.length > 0 ? [draw.pick(woken)] : others.length > 0 ? [draw.pick(others)] : [];
  const limit = draw.pick([1, 2, 10]);
  const process = draw.pick(life.processes);
  stage.log(() => `${process.name} claims ${limit} ${ids.join()}`);
  void claim(life, process, limit, ids);
}

function sendWebhook(life: Life): void {
  const waiting = [...life.vendor.persons.values()].filter(({ unsent, sentBy }) => unsent.length > 0 && !sentBy);
  if (waiting.length === 0) return;
  void sendNext(life, life.stage.draw.pick(waiting), life.stage.draw.pick(life.processes));
}

function changeAtVendor({ candidates }: Life): void {
  candidates.happen();
}

/**
 * After the vendor has worked out its answer to a poll, and before that is read. Where a hint asks for one, it is begun
 * first.
 */
async function changeAmidPoll(life: Life): Promise<void> {
  const { calls, candidates, stage } = life;
  const polls = calls.ready().filter(({ name }) => name.startsWith(pollName));
  if (polls.length > 0) calls.arrive(stage.draw.pick(polls));
  else if (!stage.moods.vendorHints) return;
  else if (dueInMs(life) <= hintPauseMs) {
    await pass(life, dueInMs(life));
    return claimSome(life);
  }
  candidates.happen();
  sendWebhook(life);
  await settled();
  await proceedAlone(life);
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
  const { draw, policy } = life.stage;
  return pass(life, draw.pick([dueInMs(life), 6000, 20_000, policy.resultHoldMs, policy.invitationExpiresAfterMs]));
}

/** Until something is due; 30 days at most. */
function dueInMs({ stage, store }: Life): number {
  const ms = Math.ceil((store.nextDueAt(accountName) ?? stage.now) - stage.now);
  return Math.max(0, Math.min(ms, 30 * 86_400_000));
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
