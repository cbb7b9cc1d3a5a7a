import type { SpokenTurn } from '../../interviews/transcript.ts';
import type { SpokenDetails } from './contract.ts';
import { languageOf } from './language.ts';

/** An answer repeats its question, which may have had a turn of its own before: it was asked once. */
export function* spokenIn({ transcript }: SpokenDetails): Generator<SpokenTurn> {
  let asked: string | undefined;
  for (const turn of transcript ?? []) {
    const question = turn?.question_asked?.trim() || turn?.question_original?.trim();
    const code = languageOf(turn?.mojito_language_code);
    const language = code === undefined ? {} : { language: code };
    if (question && question !== asked) yield { speaker: 'interviewer', text: question, ...language };
    asked = turn?.is_answer ? undefined : question;
    if (!turn?.answer) continue;
    yield { speaker: turn.is_answer ? 'candidate' : 'interviewer', text: turn.answer, ...language };
  }
}
