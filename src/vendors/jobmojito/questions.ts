import type { Question } from '../../interviews/observation.ts';
import { shorten } from '../../interviews/shorten.ts';
import { limits } from '../../limits.ts';
import type { Details, Turn } from './contract.ts';
import { languageOf } from './language.ts';
import type { Trace } from './trace.ts';

/**
 * Every question that was answered, and those of the definition that were not, as the details tell them. The answers
 * stay at the vendor: they are fetched by who reads them.
 */
export function questionsOf({ transcript }: Details, trace: Trace): Question[] | undefined {
  const turns = (transcript ?? []).filter((turn) => turn !== null);
  const known = new Set(turns.flatMap((turn) => (turn.is_answer ? (turn.question_original_id ?? []) : [])));
  let room: number = limits.resultCharacters;
  const questions = turns.flatMap((turn) => (turn.is_answer ? answeredIn(turn) : unansweredIn(turn)));
  if (questions.length > limits.questions) trace.leftOut('transcript');
  return questions.length > 0 ? questions.slice(0, limits.questions) : undefined;

  function answeredIn(turn: Turn): Question[] {
    const score = trace.score('transcript[].score', turn.score);
    const question = questionIn(turn);
    if (!question && score) trace.leftOut('transcript[].question_asked');
    if (!question) return [];
    const comment = commentIn(turn);
    const said = score ? { score } : turn.answer?.trim() ? ({ isAnswered: true } as const) : {};
    return [{ question, ...said, ...(comment === '' ? {} : { comment }), ...languageIn(turn) }];
  }

  function unansweredIn(turn: Turn): Question[] {
    const { question_original_id: id } = turn;
    const question = questionIn(turn);
    if (!id || !question || known.has(id)) return [];
    known.add(id);
    return [{ question, ...languageIn(turn) }];
  }

  /** As long as there is room. */
  function commentIn({ ai_analysis_recruiter: said }: Turn): string {
    const comment = shorten(said?.trim() ?? '', limits.answerCharacters);
    if (comment.length > room) {
      trace.leftOut('transcript[].ai_analysis_recruiter');
      return '';
    }
    room -= comment.length;
    return comment;
  }
}

function questionIn({ question_asked: asked, question_original: original }: Turn): string | null | undefined {
  return asked || original;
}

function languageIn({ mojito_language_code: code }: Turn): Pick<Question, 'language'> {
  const language = languageOf(code);
  return language === undefined ? {} : { language };
}
