import type { Invitation } from './vendor.ts';

/** `ids`: what the creates of each interview were answered. */
export function wrongIn(
  ids: readonly (readonly (string | undefined)[])[],
  invitations: readonly Invitation[],
): string[] {
  const wrong = ids.flatMap((each, which) => {
    const [id, ...others] = [...new Set(each)];
    if (id === undefined || others.includes(undefined)) return [`interview ${which} was not accepted in time`];
    const theirs = invitations.filter(({ to, isOurId }) => isOurId && to === id);
    return [
      ...(others.length > 0 ? [`interview ${which} has the ids ${[id, ...others].join(', ')}`] : []),
      ...(invitations.some(({ isOurId }) => isOurId) && theirs.length !== 1
        ? [`interview ${which} was invited ${theirs.length} times`]
        : []),
    ];
  });
  const distinct = new Set(invitations.map(({ to }) => to));
  if (distinct.size < invitations.length) wrong.push('one interview was invited more than once');
  if (distinct.size !== ids.length) wrong.push(`${ids.length} interviews had ${distinct.size} invitations`);
  return wrong;
}
