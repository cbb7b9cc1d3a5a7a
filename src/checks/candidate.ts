export type Candidate = { first_name: string; last_name: string; email: string };

/** The made-up candidate; with a tag, another one whose mail comes to the same place. */
export function candidateAt(email: string, tag?: string): Candidate {
  const [local, host] = email.split('@');
  return { first_name: 'Kit', last_name: 'Check', email: tag === undefined ? email : `${local}+${tag}@${host}` };
}
