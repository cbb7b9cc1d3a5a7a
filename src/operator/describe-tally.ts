/** How many of what is stored, as `1 interview, 2 rejected webhooks`. Applications only where there are any. */
export function describeTally(found: { interviews: number; webhooks: number; applications?: number }): string {
  const { interviews, webhooks, applications = 0 } = found;
  const named = [
    counted(interviews, 'interview'),
    ...(applications > 0 ? [counted(applications, 'application')] : []),
    counted(webhooks, 'rejected webhook'),
  ];
  return named.join(', ');
}

function counted(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${count} ${what}s`;
}
