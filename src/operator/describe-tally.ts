/** How many of what is stored, as `1 interview, 2 rejected webhooks`. */
export function describeTally({ interviews, webhooks }: { interviews: number; webhooks: number }): string {
  const ofInterviews = interviews === 1 ? '1 interview' : `${interviews} interviews`;
  return `${ofInterviews}, ${webhooks === 1 ? '1 rejected webhook' : `${webhooks} rejected webhooks`}`;
}
