import type { ConnectionRecord } from '../../../workable/stages/connection.ts';
import { iso } from '../../iso.ts';
import { type Finding, wrong } from '../finding.ts';

type Parked = ConnectionRecord['parked'][string];
type Place = { destination: string; job: string | undefined; entry: Parked };

/** `member`: under whose name is written. `waiting`: so many applications have something to write. */
type Known = { parked: ConnectionRecord['parked']; member: string | undefined; now: number; waiting?: number };

/**
 * Where Workable has refused to write, or would, as its lists say: from the first refusal on, with when it is tried again
 * and what to do.
 */
export function parkedFindings(known: Known): Finding[] {
  const places = placesOf(known);
  const everywhere = places.filter(({ job }) => job === undefined);
  const ofJobs = places.filter(({ job }) => job !== undefined);
  const destinations = [...new Set(ofJobs.map(({ destination }) => destination))];
  return [
    ...everywhere.map((place) => findingOf(known, everywhereText(place), [place])),
    ...destinations.map((destination) => {
      const own = ofJobs.filter((each) => each.destination === destination);
      return findingOf(known, jobsText(destination, own), own);
    }),
  ];
}

/** The same, as far as it stands in the way of what is written about a candidate of these jobs. */
export function parkedIn(jobs: readonly string[], known: Known): Finding[] {
  const own = Object.entries(known.parked).filter(([name]) => {
    const { job } = placeCalled(name);
    return job === undefined || jobs.includes(job);
  });
  return parkedFindings({ ...known, parked: Object.fromEntries(own) });
}

/** Whatever waits is tried again when it is time: what was not has nothing that waits for it any more. */
const triedWithinMs = 10 * 60_000;

function placesOf({ parked, member, now }: Known): Place[] {
  return Object.entries(parked)
    .filter(([, entry]) => (entry.member ?? member) === member && now - entry.retestAt <= triedWithinMs)
    .map(([name, entry]) => ({ ...placeCalled(name), entry }));
}

/** Each name begins with the job, but for what is refused everywhere. Comments have the job's own name. */
function placeCalled(name: string): Pick<Place, 'destination' | 'job'> {
  if (name === 'attribute' || name === 'comments') return { destination: name, job: undefined };
  const [job, destination = 'comments'] = name.split(' ');
  return { destination, job };
}

function findingOf({ waiting = 0 }: Known, text: string, places: readonly Place[]): Finding {
  const since = Math.min(...places.map(({ entry }) => entry.since));
  const nextAt = Math.min(...places.map(({ entry }) => entry.retestAt));
  const who = waiting === 1 ? '1 application has' : `${waiting} applications have`;
  const counted = waiting === 0 ? '' : ` ${who} something to write.`;
  const again = `It is tried again by itself, next at ${iso(nextAt)}; nothing is lost`;
  return wrong(`${text}.${counted} ${again}`, { since, ...(waiting === 0 ? {} : { count: waiting }) });
}

const verbs: Readonly<Record<string, string>> = {
  comments: 'comment',
  rating: 'rate candidates',
  move: 'move candidates',
};
const namedJobs = 10;

function jobsText(destination: string, places: readonly Place[]): string {
  const names = places.slice(0, namedJobs).map(({ job }) => job);
  const more = places.length > names.length ? ` and ${places.length - names.length} more` : '';
  const where = places.length === 1 ? `the job ${names[0]}` : `${places.length} jobs: ${names.join(', ')}${more}`;
  const isSeen = places.every(({ entry }) => entry.why === undefined);
  const how = isSeen ? 'Workable answers 403' : "Workable's lists of members say so";
  const meanwhile = destination === 'comments' ? '. No other candidate is invited there meanwhile' : '';
  return `WORKABLE_MEMBER may not ${verbs[destination] ?? 'write'} in ${where} (${how})${meanwhile}. Give them a role in Workable that may, add them to the hiring team, or name another member`;
}

function everywhereText({ destination, entry: { why } }: Place): string {
  if (destination === 'attribute') {
    return 'Workable has no custom attribute of the key STAGE_SCORE_ATTRIBUTE, or does not let the token write it. Make it there, or unset the setting';
  }
  return why === 'member-inactive'
    ? 'WORKABLE_MEMBER is inactive in Workable, so no candidate is invited. Reactivate them, or name another member'
    : 'Workable knows no member with the address of WORKABLE_MEMBER, so no candidate is invited. Invite them in Workable, or name another member';
}
