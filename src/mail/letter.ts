import { singleLine } from '../interviews/legible.ts';
import { fullName, type InterviewRecord } from '../interviews/record.ts';
import { limits } from '../limits.ts';
import { baseOf } from '../pages/language.ts';
import type { CandidateSettings } from './settings.ts';
import { type Texts, textsIn } from './texts.ts';

/** What the mail and the page say of an interview, each on one line and in a language. */
export type Letter = {
  texts: Texts;
  language: string;
  company?: string;
  job?: string;
  /** The candidate's, as one is greeted. */
  name: string;
  /** What candidates know the vendor as. */
  vendor: string;
  until: string;
  contact?: string;
};

type About = { vendorTitle: string; expiresAt: number; settings: CandidateSettings; language: string };

export function letterTo(record: InterviewRecord, { vendorTitle, expiresAt, settings, language }: About): Letter {
  const { candidate, jobTitle = '' } = record;
  const { company, contact } = settings;
  const texts = textsIn(settings.texts, language);
  if (!texts) throw new Error(`There are no texts in ${language}`);
  const job = line(jobTitle);
  return {
    texts,
    language,
    name: line(candidate.firstName ?? '') || line(fullName(candidate)),
    vendor: line(vendorTitle),
    until: timeIn(language, expiresAt),
    ...(company === undefined ? {} : { company }),
    ...(job === '' ? {} : { job }),
    ...(contact === undefined ? {} : { contact }),
  };
}

/** The facts in their order, with the names that they have in the letter's language. */
export function factsOf({
  texts,
  company,
  job,
  vendor,
  until,
  contact,
}: Letter): readonly (readonly [string, string])[] {
  const facts = [
    [texts.company, company],
    [texts.job, job],
    [texts.vendor, vendor],
    [texts.until, until],
    [texts.contact, contact],
  ] as const;
  return facts.flatMap(([label, value]) => (value === undefined ? [] : [[label, value] as const]));
}

/** What follows the name of a fact. */
export function colonIn(language: string): string {
  return baseOf(language) === 'fr' ? '\u00A0:' : ':';
}

/** What texts may name. */
export function valuesOf({ company = '', job = '', name, vendor, contact = '' }: Letter) {
  return { company, job, name, vendor, contact };
}

/** The candidate's time zone is not known, so the zone is named. */
function timeIn(language: string, at: number): string {
  const format = new Intl.DateTimeFormat(language, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZone: 'UTC',
    timeZoneName: 'short',
  });
  return format.format(at);
}

function line(text: string): string {
  return singleLine(text, limits.titleCharacters);
}
