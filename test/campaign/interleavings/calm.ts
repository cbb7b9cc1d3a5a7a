import { wantedOf } from './check.ts';
import { claim, crash, replay, sendCreate, sendNext } from './doings.ts';
import { allIds, isSent, type Life, t0 } from './life.ts';
import { horizonMs } from './policies.ts';
import { accountName } from './process.ts';

/** More claims than this of one interview, without news from outside, are an endless loop. */
const maxClaims = 150;
/** After this time every lease has expired, and no late call is left. */
const lingerMs = 90_000;

/**
 * Everything answers, every process restarts, every webhook is sent, every create repeated, every failed delivery
 * replayed, first while Workable refuses some for good; no wake-up arrives. Then the clock runs on until nothing is
 * left to be done.
 */
export async function calmDown(life: Life): Promise<void> {
  const { stage, calls, processes, vendor, requests } = life;
  stage.log(() => 'calm: everything restarts and answers');
  for (const i of processes.keys()) crash(life, i);
  calls.forget();
  stage.isCalm = true;
  stage.now += lingerMs;
  let turn = 0;
  const next = () => processes[turn++ % processes.length] as (typeof processes)[number];
  for (const person of vendor.persons.values()) while (person.unsent.length > 0) await sendNext(life, person, next());
  for (const request of requests) {
    if (isSent(request) && !stage.erased.has(request.callbackUrl)) await sendCreate(life, request, next());
  }
  await replayAll();
  await deliverBesideBarred(life, next);
  stage.log(() => 'Workable refuses nothing any more');
  stage.isRepaired = true;
  await replayAll();
  await runOn(life, next);
  const { puts } = stage.counts;
  await replayAll();
  await runOn(life, next);
  if (stage.counts.puts > puts) stage.break('what Workable has is not sent again', 'after all was replayed twice');

  async function replayAll(): Promise<void> {
    for (const id of allIds(life)) await replay(life, id, next());
  }
}

/** Results of others are delivered, although some are refused again and again. */
async function deliverBesideBarred(life: Life, next: () => Life['processes'][number]): Promise<void> {
  const { stage, store, workable, requests } = life;
  if (stage.moods.barred.size === 0) return;
  for (let claims = 0; !life.broken(); claims += 1) {
    const waiting = requests.filter(({ callbackUrl }) => {
      const record = store.calls.findByOrigin(accountName, { door: 'provider', key: callbackUrl })?.record;
      return record?.concluded && !stage.moods.barred.has(callbackUrl);
    });
    const late = waiting.find((request) => workable.latest(request.callbackUrl)?.content !== wantedOf(life, request));
    if (!late) return;
    // All of them are polled too while the circuit is open, which may be for days.
    if (claims > maxClaims * requests.length)
      stage.break('what Workable refuses keeps nothing else waiting', late.callbackUrl);
    if ((await claim(life, next(), 1)) === 0) stage.now = Math.ceil(store.nextDueAt(accountName) ?? stage.now);
  }
}

/** Everything that is due until far beyond the last deadline. */
async function runOn(life: Life, next: () => Life['processes'][number]): Promise<void> {
  const { stage, store, requests } = life;
  // What the vendor has left unanswered for long is asked again after a quarter of that.
  const pauseMs = stage.moods.vendorStaysSilent ? 0 : (stage.now - t0) / 4;
  const until = stage.now + horizonMs(stage.policy) + pauseMs;
  for (let claims = 0; !life.broken(); claims += 1) {
    if ((await claim(life, next(), 1)) > 0) {
      if (claims > maxClaims * requests.length) stage.break('nothing goes round in circles', `after ${claims} claims`);
    } else {
      const dueAt = store.nextDueAt(accountName);
      if (dueAt === undefined || dueAt > until) return;
      stage.now = Math.ceil(dueAt);
    }
  }
}
