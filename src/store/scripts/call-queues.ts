/** Who is served first. Each class waits in a queue of its own, `rate-waiting-<class>`. */
export const callClasses = ['person', 'invitation', 'result', 'note', 'truth', 'bulk'] as const;
export type CallClass = (typeof callClasses)[number];

export const callQueues = [
  'rate-waiting-person',
  'rate-waiting-invitation',
  'rate-waiting-result',
  'rate-waiting-note',
  'rate-waiting-truth',
  'rate-waiting-bulk',
] as const satisfies readonly `rate-waiting-${CallClass}`[];
