import type { RibbonData, RibbonInterview, RibbonScores } from './types.ts';

/** How an interview went. `words`: how many the candidate said in each answer. */
export type Performance = { scores?: Partial<RibbonScores> | null; summary?: string | null; words?: number };

const usual: RibbonScores = {
  communication: 4,
  motivation: 3,
  skills: 5,
  language_vocabulary_and_expression: null,
  language_grammar_and_structure: null,
  language_fluency_and_pace: null,
  language_comprehension: null,
};

const secondsOfWord = 0.375;

/** All that there is to say of a completed interview, with the time of every word. */
export function dataOf(
  { person, id }: RibbonInterview,
  questions: readonly string[],
  { scores, summary = 'Calm and precise.', words = 12 }: Performance,
): RibbonData {
  let clock = 0.125;
  const answer = Array.from({ length: words }, (_, i) => (i === 0 ? 'Well' : 'indeed')).join(' ');
  const segments = questions.flatMap((question) => [spoken('agent', question), spoken('user', answer)]);
  return {
    transcript: segments.map(({ role, content }) => `${role}: ${content}`).join('\n'),
    transcript_with_timestamp: segments,
    questions_to_transcript_mapping: questions.map((script_question, i) => {
      const [asked, answered] = segments.slice(2 * i, 2 * i + 2);
      return {
        script_question,
        transcript_item_indices: [2 * i, 2 * i + 1],
        start_timestamp: asked?.words[0]?.start ?? 0,
        end_timestamp: answered?.words.at(-1)?.end ?? 0,
        transcript_items: [asked, answered].map((item) => ({ content: item?.content ?? '', role: item?.role ?? '' })),
      };
    }),
    audio_url: `https://media.ribbon.test/${id}.mp3`,
    video_url: null,
    summary,
    scores: scores === null ? null : { ...usual, ...scores },
    interviewee_email_address: person.email,
    interviewee_first_name: person.firstName,
    interviewee_last_name: person.lastName,
  };

  function spoken(role: string, content: string) {
    const said = content.split(' ').map((word) => {
      const start = clock;
      clock += secondsOfWord;
      return { word, start, end: clock };
    });
    return { content, role, words: said };
  }
}

/** The same with null wherever that is allowed. */
export function withoutOptional(data: RibbonData): RibbonData {
  return {
    ...data,
    audio_url: null,
    video_url: null,
    summary: null,
    scores: null,
    interviewee_email_address: null,
    interviewee_first_name: null,
    interviewee_last_name: null,
  };
}
