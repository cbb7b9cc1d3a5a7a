import { createHash } from 'node:crypto';

/** Words that occur nowhere else; each represents one piece of personal data. */
export const canaries = {
  firstName: 'Canaryfirst',
  lastName: 'Canarylast',
  email: 'Canary.Mail@Example.test',
  phone: '0555-canary-phone',
  callbackPath: 'canary-callback-4711',
  analysis: 'canaryanalysis',
  candidateText: 'canarycandidatetext',
  reason: 'canaryreason',
  report: 'canaryreport',
  answer: 'canaryanswer',
  rejected: 'canaryrejected',
  stranger: 'canarystranger',
  damaged: 'canarydamaged',
};

/**
 * Which of these words a text holds, in any case, as themselves, percent-encoded, as JSON escapes, hex, base64 or a
 * plain digest.
 */
export function found(text: string, words: readonly string[]): string[] {
  const lower = text.toLowerCase();
  return words.filter((word) => {
    const spelled = [word, word.toLowerCase()].flatMap((each) => [...base64Of(each), ...digestsOf(each)]);
    return plain(word).some((form) => lower.includes(form)) || spelled.some((form) => text.includes(form));
  });
}

function plain(word: string): string[] {
  const hex = Buffer.from(word).toString('hex');
  const escapes = [...word].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
  return [word, encodeURIComponent(word), JSON.stringify(word).slice(1, -1), hex, escapes].map((form) =>
    form.toLowerCase(),
  );
}

/** The word inside longer base64, which depends on its offset. */
function base64Of(word: string): string[] {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(word)]);
    const [from, to] = [Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6)];
    return (['base64', 'base64url'] as const).map((encoding) => bytes.toString(encoding).slice(from, to));
  });
}

/** Digests without a key, also shortened as in names of keys. */
function digestsOf(word: string): string[] {
  const digest = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 20);
  return [digest(word), digest(JSON.stringify([word])), createHash('sha256').update(word).digest('hex')];
}
