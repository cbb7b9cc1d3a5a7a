import { setTimeout as wait } from 'node:timers/promises';
import type { createActions, Door } from './actions.ts';
import type { Sandbox } from './sandbox.ts';
import { tourWords } from './tour-words.ts';
import type { Exchange } from './wire/exchange.ts';

type Parts = { sandbox: Sandbox; actions: ReturnType<typeof createActions>; door: () => Door };

/** `isUnderWay`: its button was pressed, and not all sides have said so yet. */
export type TourStep = { title: string; text: string; button: string; isDone: boolean; isUnderWay: boolean };

type Step = { play: () => Promise<unknown>; isDone: () => boolean };

const heldWithinMs = 20_000;

/** Leads a newcomer through one interview and a bad day, in five steps. Each is done once both sides say so. */
export function createTour({ sandbox, actions, door }: Parts) {
  const { vendor, badDays, bridge, exchanges } = sandbox;
  let email: string | undefined;
  /** In the path of whatever Workable hears of the candidate. */
  let place = '';
  /** The last exchange before. */
  let wreckedAt: number | undefined;
  let isRead = false;
  /** How many steps were begun. */
  let begun = 0;

  const steps: readonly Step[] = [
    { play: begin, isDone: () => personAtVendor() !== undefined },
    {
      play: () => actions.finish(email ?? ''),
      isDone: () => personAtVendor()?.fact !== undefined && (wreckedAt !== undefined || hasArrived()),
    },
    { play: wreck, isDone: () => wreckedAt !== undefined },
    {
      play: async () => sandbox.setBadDays(() => badDays.clear()),
      isDone: () => wreckedAt !== undefined && !badDays.any() && hasArrived() && exchanges.all.some(isAnsweredAgain),
    },
    { play: async () => undefined, isDone: () => isRead },
  ];

  return {
    steps(): TourStep[] {
      const done = countDone();
      return tourWords(door(), vendor).map((words, i) => ({
        ...words,
        isDone: i < done,
        isUnderWay: i >= done && i < begun,
      }));
    },
    /** Begins the next step, unless it is under way. */
    async play(): Promise<void> {
      const next = countDone();
      if (next < begun) return;
      begun = next + 1;
      try {
        await steps[next]?.play();
      } catch (error) {
        begun = next;
        throw error;
      }
    },
    /** Where the recruiter reads the report, once there is a result; the last step is done. */
    read(): string | undefined {
      const url = email === undefined ? undefined : sandbox.reportOf(email);
      isRead ||= url !== undefined;
      return url;
    },
    startAgain(): void {
      email = undefined;
      wreckedAt = undefined;
      isRead = false;
      begun = 0;
    },
  };

  function countDone(): number {
    const open = steps.findIndex(({ isDone }) => !isDone());
    return open < 0 ? steps.length : open;
  }

  async function begin(): Promise<void> {
    if (door() === 'provider') {
      email = await actions.send();
      place = sandbox.workable.control.interviews.findLast((each) => each.candidate.email === email)?.path ?? '';
      return;
    }
    const id = await actions.apply();
    place = `/candidates/${id}`;
    email = sandbox.spi.candidate(id)?.email ?? undefined;
    actions.drag(id);
  }

  /** Killed once Workable has a delivery that it does not answer. */
  async function wreck(): Promise<void> {
    sandbox.setBadDays(() => badDays.begin('workable-swallows'));
    const last = exchanges.all.at(-1)?.id ?? 0;
    const isSwallowed = ({ id, to, method, path, status }: Exchange) =>
      id > last && to === 'Workable' && method !== 'GET' && path.includes(place) && status !== undefined;
    await actions.revise(email ?? '');
    for (const endsAt = Date.now() + heldWithinMs; !exchanges.all.some(isSwallowed); await wait(20)) {
      if (Date.now() > endsAt) break;
    }
    await bridge.kill();
    wreckedAt = exchanges.all.at(-1)?.id ?? 0;
  }

  function isAnsweredAgain({ id, to, path, status = 0 }: Exchange): boolean {
    return id > (wreckedAt ?? 0) && to === 'Workable' && path.includes(place) && status >= 200 && status < 300;
  }

  function personAtVendor() {
    return vendor.people().find((person) => person.email === email);
  }

  function hasArrived(): boolean {
    return email !== undefined && sandbox.hasArrived(email);
  }
}
