/**
 * Who is served first: a person who waits, invitations, results, other notes, the truth (poll, subscriptions, stages),
 * and what has time. The store orders waiting calls by these names.
 */
export const priorities = ['person', 'invitation', 'result', 'note', 'truth', 'bulk'] as const;
export type Priority = (typeof priorities)[number];
