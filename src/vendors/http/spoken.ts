import type { Speaker, SpokenTurn } from '../../interviews/transcript.ts';
import type { SpokenInterview } from './contract.ts';

export function* spokenIn({ transcript }: SpokenInterview): Generator<SpokenTurn> {
  for (const turn of transcript ?? []) {
    if (turn?.text) yield { speaker: speakerOf(turn.speaker ?? ''), text: turn.text };
  }
}

/** What vendors call the two; anything else is a name. */
const words: Readonly<Record<string, Speaker>> = {
  candidate: 'candidate',
  applicant: 'candidate',
  interviewee: 'candidate',
  user: 'candidate',
  interviewer: 'interviewer',
  agent: 'interviewer',
  assistant: 'interviewer',
  ai: 'interviewer',
};

function speakerOf(said: string): Speaker {
  const word = said.toLowerCase();
  return (Object.hasOwn(words, word) && words[word]) || { name: said };
}
