/** One line of the doctor. */
export type Finding = { isFine: boolean; text: string };

export function fine(text: string): Finding {
  return { isFine: true, text };
}

export function wrong(text: string): Finding {
  return { isFine: false, text };
}
