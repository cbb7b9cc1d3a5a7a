import type { BadDayId } from './bad-days.ts';
import type { VendorKind } from './vendors/vendor.ts';

/** What the bridge does on a bad day, and what there is to do once it is over. */
export type Advice = { meanwhile: string; after: string };

const byItself = 'What waits goes out by itself, within seconds.';
/** A write to a timeline is never simply repeated. */
const doubtful =
  'Results for Workable’s video interviews go out by themselves, within seconds. A comment whose answer was missing is looked for on the timeline after 30 seconds, and written where it is not there.';

export function adviceOn(id: BadDayId, kind: VendorKind): Advice {
  const { after, ...advice } = adviceById[id];
  return { ...advice, after: typeof after === 'string' ? after : after(kind) };
}

const adviceById: Record<BadDayId, { meanwhile: string; after: string | ((kind: VendorKind) => string) }> = {
  'workable-401': {
    meanwhile:
      'Workable refuses the bridge’s tokens. Results wait, and now and then the bridge asks whether the token is accepted again. For real you would enter a new one.',
    after:
      'What waits goes out by itself. Workable’s API is asked again every five minutes at first: “1 hour later” saves you the wait.',
  },
  'workable-429': {
    meanwhile: 'Workable has had too many requests, and says when to come back. The bridge waits for so long.',
    after: byItself,
  },
  'workable-500': {
    meanwhile:
      'The bridge tries again and again: here every ten seconds at most, for real at intervals that grow to six hours.',
    after: doubtful,
  },
  'workable-409': {
    meanwhile: 'Workable has a final state and takes no result any more. The bridge does not try again by itself.',
    after: 'Press “Replay what was refused or failed”, as an operator would.',
  },
  'workable-silent': {
    meanwhile: 'Each call waits for 15 seconds and ends without an answer. The bridge tries again and again.',
    after: doubtful,
  },
  'workable-swallows': {
    meanwhile:
      'The bridge cannot know what has arrived. It tries again, and finds out first where a second one would be seen.',
    after: doubtful,
  },
  'vendor-down': {
    meanwhile:
      'No candidate can be invited: Workable gets an error, and candidates of the stage wait. Results that the vendor sends still arrive.',
    after:
      'Candidates of the stage are invited by themselves: “1 hour later” saves you the wait. An interview that was sent meanwhile has “Send it again” in Workable.',
  },
  'vendor-slow': {
    meanwhile: 'Each call takes five seconds. All goes on, more slowly.',
    after: 'There is nothing to do.',
  },
  'vendor-credits': {
    meanwhile: 'No candidate can be invited: Workable and the timeline say why. Interviews that are under way go on.',
    after:
      'Candidates of the stage are invited within an hour: press “1 hour later”. An interview that was sent meanwhile has “Send it again” in Workable.',
  },
  'webhooks-lost': {
    meanwhile:
      'Neither a candidate who is dragged to the stage nor a result is announced. The bridge asks by itself: Workable once a minute, the vendor within ten minutes.',
    after: (kind) => `Press “1 hour later”: each first result is found by asking. ${lostChange[kind]}`,
  },
  'webhooks-doubled': {
    meanwhile: 'Each webhook comes a second time. The second one changes nothing.',
    after: 'There is nothing to do.',
  },
  'webhooks-reversed': {
    meanwhile: 'Webhooks are held for two seconds, and the last one comes first.',
    after: (kind) => reversedChange[kind],
  },
};

const askedDaily = 'A later change is asked about once a day, for five days: press “14 days later”.';

/** What makes these two send a webhook about the result as it is now. */
const again = { jobmojito: 'press “Score anew”', ribbon: 'press “Meet” or “Do not meet”' };

/** A result had arrived, changed, and the webhook that says so is lost. */
const lostChange: Record<VendorKind, string> = {
  jobmojito: `Of a later change JobMojito speaks by webhook alone, so it comes with the next one: ${again.jobmojito}.`,
  http: askedDaily,
  greenhouse: askedDaily,
  ribbon: `Of a decision Ribbon speaks by webhook alone, so it comes with the next one: ${again.ribbon}.`,
};

const hinted = 'There is nothing to do: the webhook only says that there is news, and the bridge asks what it is.';
const untimed =
  'carries no time: of two changes of one result, the one that comes last counts. Where that was the older one, the scoreboard says so, and the next change puts it right';

const reversedChange: Record<VendorKind, string> = {
  jobmojito: `A webhook of JobMojito ${untimed}: ${again.jobmojito}.`,
  http: hinted,
  greenhouse: hinted,
  ribbon: `A decision at Ribbon ${untimed}: ${again.ribbon}.`,
};
