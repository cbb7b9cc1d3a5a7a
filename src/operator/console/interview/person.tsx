import type { VNode } from 'preact';
import { Rows } from '../rows.tsx';

type PersonProps = {
  first_name?: string;
  last_name?: string;
  email?: string;
  phone?: string;
  callbackUrl?: string | undefined;
};

/** Who something is about. Only after it was asked for, which is in the history. */
export function Person({ first_name, last_name, email, phone, callbackUrl }: PersonProps): VNode {
  const rows = [
    ['First name', first_name],
    ['Last name', last_name],
    ['E-mail', email],
    ['Phone', phone],
    ['Callback URL', callbackUrl],
  ] as const;
  return (
    <>
      <h2>Candidate</h2>
      <dl>
        <Rows rows={rows} />
      </dl>
      <p class="soft">That you have seen this stands in the history of the account.</p>
    </>
  );
}
