import { setTimeout as wait } from 'node:timers/promises';
import type { createActions, Door } from './actions.ts';
import type { Sandbox } from './sandbox.ts';
import type { Exchange } from './wire/exchange.ts';

type Parts = { sandbox: Sandbox; actions: ReturnType<typeof createActions>; door: () => Door };

export type TourStep = { title: string; text: string; button: string; isDone: boolean };

const heldWithinMs = 20_000;

/** Leads a newcomer through one interview and a bad day, in five steps. Each is done once both sides say so. */
export function createTour({ sandbox, actions, door }: Parts) {
  const { vendor, badDays, bridge, exchanges } = sandbox;
  let email: string | undefined;
  /** The last exchange before. */
  let wreckedAt: number | undefined;
  let isRead = false;

  const steps: { title: string; text: string; button: string; play: () => Promise<unknown>; isDone: () => boolean }[] =
    [
      {
        title: 'A candidate is to be interviewed',
        text: 'A recruiter drags a candidate to the stage “AI Interview”, or sends an interview. The bridge has the vendor invite the candidate.',
        button: 'Begin',
        play: begin,
        isDone: () => personAtVendor() !== undefined,
      },
      {
        title: 'The interview is done',
        text: 'The candidate answers, the vendor scores the answers, and its webhook reaches the bridge. Workable gets the result.',
        button: 'Answer the questions',
        play: () => actions.finish(email ?? ''),
        isDone: () => personAtVendor()?.fact !== undefined && (wreckedAt !== undefined || hasArrived()),
      },
      {
        title: 'A bad day',
        text: 'The result changes. Workable takes it and never answers, and at that moment the bridge is killed (kill -9).',
        button: 'Make it a bad day',
        play: wreck,
        isDone: () => wreckedAt !== undefined,
      },
      {
        title: 'The recovery',
        text: 'Workable answers again. The bridge finds out what has arrived, and sends what is missing: nothing is there twice.',
        button: 'End the bad day',
        play: async () => sandbox.setBadDays(() => badDays.clear()),
        isDone: () => wreckedAt !== undefined && !badDays.any() && hasArrived() && exchanges.all.some(isAnsweredAgain),
      },
      {
        title: 'The report',
        text: 'The recruiter opens the link that stands in Workable.',
        button: 'Read the report',
        play: async () => {
          isRead = true;
        },
        isDone: () => isRead,
      },
    ];

  return {
    email: () => email,
    /** Where the recruiter reads it, once there is a result. */
    reportUrl,
    steps(): TourStep[] {
      let isOpen = true;
      return steps.map(({ title, text, button, isDone }) => {
        isOpen = isOpen && isDone();
        return { title, text, button, isDone: isOpen };
      });
    },
    async play(number: number): Promise<void> {
      await steps[number]?.play();
    },
    startAgain(): void {
      email = undefined;
      wreckedAt = undefined;
      isRead = false;
    },
  };

  async function begin(): Promise<void> {
    if (door() === 'provider') {
      email = await actions.send();
      return;
    }
    const id = await actions.apply();
    email = sandbox.spi.candidate(id)?.email ?? undefined;
    actions.drag(id);
  }

  /** Killed once Workable has a delivery that it does not answer. */
  async function wreck(): Promise<void> {
    sandbox.setBadDays(() => badDays.begin('workable-swallows'));
    const last = exchanges.all.at(-1)?.id ?? 0;
    const isSwallowed = ({ id, to, method, status }: Exchange) =>
      id > last && to === 'Workable' && method !== 'GET' && status !== undefined;
    await actions.revise(email ?? '');
    for (const endsAt = Date.now() + heldWithinMs; !exchanges.all.some(isSwallowed); await wait(20)) {
      if (Date.now() > endsAt) break;
    }
    await bridge.kill();
    wreckedAt = exchanges.all.at(-1)?.id ?? 0;
  }

  function isAnsweredAgain({ id, to, status = 0 }: Exchange): boolean {
    return id > (wreckedAt ?? 0) && to === 'Workable' && status >= 200 && status < 300;
  }

  function personAtVendor() {
    return vendor.people().find((person) => person.email === email);
  }

  function hasArrived(): boolean {
    const { onTheWay, lost } = sandbox.score();
    return onTheWay + lost === 0;
  }

  function reportUrl(): string | undefined {
    return email === undefined ? undefined : sandbox.reportOf(email);
  }
}
