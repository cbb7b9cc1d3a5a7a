/** One line of the doctor: `since`, epoch ms, and `count` of what the text speaks of. */
export type Finding = {
  isFine: boolean;
  text: string;
  /** It is not wrong as far as is known; no more is known. */
  isUncertain?: true;
  since?: number;
  count?: number;
};

export type Level = 'ok' | 'warn' | 'wrong';

export function levelOf({ isFine, isUncertain }: Finding): Level {
  if (!isFine) return 'wrong';
  return isUncertain ? 'warn' : 'ok';
}

export function fine(text: string): Finding {
  return { isFine: true, text };
}

export function uncertain(text: string): Finding {
  return { isFine: true, text, isUncertain: true };
}

export function wrong(text: string, about: Pick<Finding, 'since' | 'count'> = {}): Finding {
  return { isFine: false, text, ...about };
}
