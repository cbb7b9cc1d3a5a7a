import { cleanText } from './clean.ts';
import { dayText } from './dates.ts';
import { detailsText, type EntryText, type Line, nameText, vendorText } from './entry-text.ts';
import type { ResultFacts } from './facts.ts';
import { linkLine } from './link.ts';
import { recommendationWords, scoreWords } from './score-words.ts';

const mostPoints = 20;
const longestPoint = 300;
const longestStage = 80;

/** `n`: 1 for the first result, more for a correction. */
export function resultText(facts: ResultFacts, n: number, now: number): EntryText {
  const { template, decision, endedAt, durationSeconds, strengths, openPoints, reportUrl, hasTranscript } = facts;
  const verdict = [scoreWords(facts.score), ...(decision === undefined ? [] : [recommendationWords[decision]])];
  return {
    headline: `${n > 1 ? 'Corrected: ' : ''}AI interview${facts.isLate ? ', late' : ''}: ${verdict.join(', ')}.`,
    details: detailsText(template, dayText(endedAt, now), minutesText(durationSeconds)),
    lines: [
      ...points('Strengths', strengths),
      ...points('Open points', openPoints),
      ...linkLine(hasTranscript ? 'Report and transcript' : 'Report', reportUrl),
      ...remarks(facts),
    ],
  };
}

function points(label: string, texts: readonly string[]): Line[] {
  const cleaned = texts.slice(0, mostPoints).map((text) => cleanText(text, longestPoint).replace(/[.;,]+$/, ''));
  const text = cleaned.filter((point) => point !== '').join('; ');
  return text === '' ? [] : [{ label, text }];
}

function minutesText(seconds: number | undefined): string | undefined {
  if (seconds === undefined || !(seconds > 0 && seconds < 864_000)) return undefined;
  return `${Math.max(1, Math.round(seconds / 60))} min`;
}

function remarks({ decision, vendor, meanwhile, isLate }: ResultFacts): string[] {
  const said: string[] = [];
  if (decision !== undefined) said.push(`Decided by a person at ${vendorText(vendor)}.`);
  if (meanwhile) {
    said.push(`Moved to ${stageText(meanwhile.movedTo)} meanwhile; this is about ${stageText(meanwhile.about)}.`);
  }
  if (isLate) said.push('It came after the interview was withdrawn: no rating, and the candidate is not moved.');
  return said.length === 0 ? [] : [said.join(' ')];
}

function stageText(name: string): string {
  const text = nameText(name, longestStage);
  return text === '' ? 'another stage' : `"${text}"`;
}
