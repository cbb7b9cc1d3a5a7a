import { limits } from '../limits.ts';
import { legible, singleLine } from './legible.ts';

/** In our words where the vendor says which of the two it is, and else as the vendor calls them. */
export type Speaker = 'candidate' | 'interviewer' | { readonly name: string };

/** `language`: of the text, BCP 47; absent where the vendor does not say it. */
export type SpokenTurn = { readonly speaker: Speaker; readonly text: string; readonly language?: string };

/**
 * What was said in an attempt, in its order: no turns where nothing was written down. It is personal and never part of
 * a record. `isCut`: the vendor has more of it.
 */
export type Transcript = { readonly turns: readonly SpokenTurn[]; readonly isCut: boolean };

/** Those turns that say something, for as long as there is room. Looks at no more of `said` than it takes. */
export function transcriptOf(said: Iterable<SpokenTurn>): Transcript {
  const turns: SpokenTurn[] = [];
  let room: number = limits.transcriptCharacters;
  for (const { speaker, text, language } of said) {
    const whole = text.trim();
    if (whole === '') continue;
    if (room === 0 || turns.length === limits.transcriptTurns) return { turns, isCut: true };
    turns.push({
      speaker: named(speaker),
      text: legible(whole, room),
      ...(language === undefined ? {} : { language }),
    });
    if (whole.length > room) return { turns, isCut: true };
    room -= whole.length;
  }
  return { turns, isCut: false };
}

function named(speaker: Speaker): Speaker {
  return typeof speaker === 'string' ? speaker : { name: singleLine(speaker.name, limits.titleCharacters) };
}
