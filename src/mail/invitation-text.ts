import { fill } from './fill.ts';
import { colonIn, factsOf, type Letter, valuesOf } from './letter.ts';

/** What one line of a mail is about, for both of its forms. */
export function wordsOf(letter: Letter) {
  const { texts, job } = letter;
  const values = valuesOf(letter);
  return {
    subject: fill(job === undefined ? texts.subject : texts.subjectForJob, values),
    lead: job === undefined ? texts.lead : texts.leadForJob,
    values,
  };
}

/** The mail for readers of plain text. */
export function invitationText(letter: Letter, url: string): string {
  const { texts, language, contact } = letter;
  const colon = colonIn(language);
  const { lead, values } = wordsOf(letter);
  const filled = (text: string) => fill(text, values);
  const facts = factsOf(letter).map(([label, value]) => `${label}${colon} ${value}`);
  return [
    filled(texts.greeting),
    `${filled(lead)} ${texts.how}`,
    facts.join('\n'),
    `${texts.button}${colon}\n${url}`,
    texts.personal,
    ...(contact === undefined ? [] : [filled(texts.questions)]),
    `--\n${filled(texts.automatic)} ${filled(texts.unexpected)}`,
  ].join('\n\n');
}
