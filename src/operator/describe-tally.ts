/** How many of what is stored, as `1 interview, 2 rejected webhooks`; what is of the stage door where there is any. */
export function describeTally(found: {
  interviews: number;
  webhooks: number;
  applications?: number;
  connections?: number;
}): string {
  const { interviews, webhooks, applications = 0, connections = 0 } = found;
  const named = [
    counted(interviews, 'interview'),
    ...(applications > 0 ? [counted(applications, 'application')] : []),
    ...(connections > 0 ? [counted(connections, 'connection')] : []),
    counted(webhooks, 'rejected webhook'),
  ];
  return named.join(', ');
}

function counted(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${count} ${what}s`;
}
