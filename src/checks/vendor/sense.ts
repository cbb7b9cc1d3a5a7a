import { limits } from '../../limits.ts';
import type { ClauseGroup } from '../clause.ts';
import { broken, isObject, notApplicable, shown } from '../expect.ts';
import { fieldSchemas } from './fields.ts';
import { type Fact, factsOf, statesOf } from './seen.ts';
import type { VendorSubject } from './subject.ts';

/** Clocks of two machines may differ so much before an answer counts as one from the future. */
const clocksDifferMs = 5 * 60_000;

/** What is well-formed may still make no sense. */
export const sense: ClauseGroup<VendorSubject> = {
  title: 'Values that make sense',
  docs: 'docs/vendor-contract.md#an-interview',
  clauses: [
    {
      id: 'V80',
      title: 'No score is above its max',
      why: 'It is sent as it is, and your customer’s operator is alarmed: usually a percentage stands beside a max of 10.',
      async check(subject) {
        const scored = (await factsOf(subject)).flatMap(scoresIn);
        if (scored.length === 0) notApplicable('No interview had a score');
        const above = scored.find(({ value, max }) => value > max);
        if (above) broken(`value ${above.value} of max ${above.max}`, 'a value from 0 to max');
      },
    },
    {
      id: 'V81',
      title: 'updated_at never goes backwards',
      why: 'Of two states the one with the later time counts: the newer state would be thrown away as the older one.',
      async check(subject) {
        const times = (await statesOf(subject)).flatMap(({ updated_at }) => timeIn(updated_at) ?? []);
        if (times.length < 2) notApplicable('It needs two states with a time; take the interview within --wait');
        const back = times.find((time, at) => time < (times[at - 1] ?? 0));
        if (back !== undefined)
          broken(`an earlier time, ${new Date(back).toISOString()}, after a later one`, 'later times');
      },
    },
    {
      id: 'V82',
      title: 'updated_at moves whenever something changes',
      why: 'Of two states with one time the bridge cannot know which is newer, and may keep the older.',
      async check(subject) {
        const states = (await statesOf(subject)).filter(({ updated_at }) => timeIn(updated_at) !== undefined);
        if (states.length < 2) notApplicable('It needs two states with a time; take the interview within --wait');
        const still = states.find(({ updated_at }, at) => at > 0 && updated_at === states[at - 1]?.updated_at);
        if (still) broken(`two different states, both of ${shown(still.updated_at)}`, 'a new time for each');
      },
    },
    {
      id: 'V83',
      title: 'No time lies in the future',
      why: 'A clock or zone that is wrong makes an old state the newest one until the time has come.',
      async check(subject) {
        const latest = Date.now() + clocksDifferMs;
        const named = (await factsOf(subject)).flatMap(({ fields, from }) =>
          ['updated_at', 'started_at', 'ended_at'].map((name) => ({ name, from, at: timeIn(fields[name]) })),
        );
        if (named.every(({ at }) => at === undefined)) notApplicable('No interview had a time');
        const ahead = named.find(({ at }) => at !== undefined && at > latest);
        if (ahead)
          broken(`${ahead.from}: ${ahead.name} is ${new Date(ahead.at ?? 0).toISOString()}`, 'the time now or before');
      },
    },
    {
      id: 'V84',
      title: 'An interview ends after it began',
      why: 'Usually one of the two is in local time.',
      async check(subject) {
        const sat = (await factsOf(subject)).flatMap(sittingIn);
        if (sat.length === 0) notApplicable('No interview had both started_at and ended_at');
        const wrong = sat.find(({ began, ended }) => ended < began);
        if (wrong) broken(`ended ${wrong.began - wrong.ended} ms before it began`, 'an end after the beginning');
      },
    },
    {
      id: 'V85',
      title: 'duration_seconds counts seconds',
      why: 'Milliseconds or minutes in its place make an interview of a quarter of an hour one of ten days.',
      async check(subject) {
        const timed = (await factsOf(subject)).flatMap((fact) => {
          const seconds = fact.fields.duration_seconds;
          return typeof seconds === 'number' ? sittingIn(fact).map((sitting) => ({ ...sitting, seconds })) : [];
        });
        if (timed.length === 0) notApplicable('No interview had a duration and both times');
        // Breaks are allowed to count or not; only another unit is found.
        const wrong = timed.find(({ began, ended, seconds }) => {
          const elapsed = (ended - began) / 1000;
          return elapsed >= 0 && (seconds > 2 * elapsed + 120 || (elapsed > 120 && seconds * 20 < elapsed));
        });
        if (wrong) {
          const elapsed = Math.round((wrong.ended - wrong.began) / 1000);
          broken(`${wrong.seconds}, with ${elapsed} s between started_at and ended_at`, 'about as many seconds');
        }
      },
    },
    {
      id: 'V86',
      title: 'pdf_url gives a PDF to anyone who has the address, without a log-in',
      why: 'The bridge fetches it without your token. A page to log in at is not a report.',
      async check(subject) {
        const facts = await factsOf(subject);
        const url = facts
          .map(({ fields }) => fields.pdf_url)
          .find((each) => fieldSchemas.pdf_url.safeParse(each).success);
        if (typeof url !== 'string') notApplicable('No interview had a PDF');
        const answer = await subject.fetchPublic(url);
        // Storages redirect to a signed address; the kit follows no redirects, the bridge does here.
        if (answer.status >= 300 && answer.status < 400)
          notApplicable('The address redirects, and the kit does not follow');
        if (answer.bytes.subarray(0, 5).toString('latin1') !== '%PDF-') {
          broken(
            `${answer.status}, ${answer.headers['content-type'] ?? 'no type'}, ${shown(answer.bytes.subarray(0, 20).toString('latin1'))}`,
            'a body that begins with %PDF-',
          );
        }
      },
    },
    {
      id: 'V87',
      title: 'Texts for recruiters are plain: no HTML',
      why: 'Workable and the report show them as they are, tags included.',
      async check(subject) {
        const facts = await factsOf(subject);
        const texts = facts.flatMap(({ fields }) => [
          fields.summary,
          ...textsOf(fields.strengths),
          ...textsOf(fields.concerns),
        ]);
        const given = texts.filter((each): each is string => typeof each === 'string');
        if (given.length === 0) notApplicable('No interview had a text');
        const tag = given.flatMap((each) => /<\/?(p|br|b|i|ul|li|div|span|strong|em|h\d)\b[^>]*>/i.exec(each) ?? [])[0];
        if (tag !== undefined) broken(`the tag ${shown(tag)} in a text`, 'plain text');
      },
    },
  ],
};

function scoresIn({ fields }: Fact): { value: number; max: number }[] {
  const parts = [fields.score, ...(Array.isArray(fields.ratings) ? fields.ratings : [])];
  return parts.flatMap((part) =>
    isObject(part) && typeof part.value === 'number' && typeof part.max === 'number' && part.max > 0
      ? { value: part.value, max: part.max }
      : [],
  );
}

function sittingIn({ fields }: Fact): { began: number; ended: number }[] {
  const [began, ended] = [timeIn(fields.started_at), timeIn(fields.ended_at)];
  return began === undefined || ended === undefined ? [] : [{ began, ended }];
}

function textsOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value.slice(0, limits.reasons) : [];
}

function timeIn(value: unknown): number | undefined {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) || Math.abs(at) > 8.64e15 ? undefined : at;
}
