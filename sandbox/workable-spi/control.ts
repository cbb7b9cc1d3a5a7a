import type { Parts } from './candidates.ts';
import { apiPath } from './gate.ts';
import { createPeople } from './people.ts';
import type { createRateLimit } from './rate-limit.ts';
import { createSettings } from './settings.ts';
import { type SpiState, timelineOf } from './state.ts';
import { liveSubscriptions } from './subscriptions.ts';
import { defaultSwitches, type SpiSwitches } from './switches.ts';
import { createTokens } from './tokens.ts';
import type { SpiActivity, SpiCandidate, SpiFault } from './types.ts';
import type { createSender } from './webhooks.ts';

type Engine = Omit<ReturnType<typeof createRateLimit>, 'limitRate'> &
  Omit<ReturnType<typeof createSender>, 'fire' | 'close'>;

/** Plays the people at a customer, and Workable's bad days. */
export function createControl(parts: Parts, { windows, burn, idle, flush, resend }: Engine, value?: string) {
  const { state } = parts;
  const tokens = createTokens(state);
  const token = tokens.add(value === undefined ? {} : { value });
  const [service] = state.members;
  if (!service) throw new Error('A company has a member at least');
  return {
    /** For `WORKABLE_API_URL`. */
    url: `${state.origin}${apiPath}`,
    pageUrl: `${state.origin}/`,
    /** Of the account, with all scopes. */
    token,
    /** Under whose name the bridge may write: a super admin. */
    member: service,
    clock: state.clock,
    people: { ...createPeople(parts), ...createSettings(state) },
    tokens,
    /** Changes some switches; returns all as they are. */
    switches(changes: Partial<SpiSwitches> = {}): SpiSwitches {
      const isReleased = changes.reorder === 0;
      Object.assign(state.switches, changes);
      if (isReleased) flush();
      return state.switches;
    },
    /** Puts every switch back, and ends all faults. */
    behave(): void {
      Object.assign(state.switches, defaultSwitches());
      state.faults.length = 0;
      flush();
    },
    /** Faults are tried in the order given. */
    fault: (fault: SpiFault) => void state.faults.push({ ...fault }),
    /** Every request of the API, oldest first. */
    requests: state.requests,
    /** Ten seconds each, oldest first: what passed and what was refused. */
    windows,
    burn,
    /** Every try, oldest first, with those that got lost. */
    deliveries: state.deliveries,
    idle,
    resend,
    /** What was accepted though it is not documented. */
    warnings: state.warnings,
    foreignTargets: state.foreignTargets,
    /** Those that are alive. */
    subscriptions: () => liveSubscriptions(state),
    /** Ends a subscription without a word, as after its `valid_until`. */
    expireSubscription: (id: number) => expire(state, id),
    jobs: state.jobs,
    members: state.members,
    permissions: state.permissions,
    attributes: state.attributes,
    stages: state.stages,
    candidates: (): SpiCandidate[] => [...state.candidates.values()],
    candidate: (id: string): SpiCandidate | undefined => state.candidates.get(id),
    /** The rows of a candidate, oldest first. */
    timeline: (id: string): SpiActivity[] => timelineOf(state, id),
    comments: (id: string): SpiActivity[] => timelineOf(state, id).filter(({ action }) => action === 'comment'),
    ratings: (id: string): SpiActivity[] => timelineOf(state, id).filter(({ action }) => action === 'rating'),
  };
}

function expire(state: SpiState, id: number): void {
  const subscription = state.subscriptions.find((each) => each.id === id);
  if (!subscription) throw new Error(`There is no subscription ${id}`);
  subscription.validUntil = state.clock.now();
}
