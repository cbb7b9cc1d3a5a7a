import type { VNode } from 'preact';
import { Button, Form } from '../form.tsx';
import { Ends } from '../standing/ends.tsx';
import { Input } from '../typed.tsx';
import { type InterviewData, pathOf } from './load.ts';

/** What can be done with an interview as it stands now. */
export function Buttons({ view, mayAsk, changes }: InterviewData): VNode {
  const path = pathOf(view.id);
  return (
    <>
      <Button to={`${path}/deliver`} text="Deliver now" isMain={changes.isSent} />
      {mayAsk && <Button to={`${path}/ask`} text="Ask the vendor now" />}
      {view.state === 'failed' && <Button to={`${path}/dismiss`} text="Dismiss the failure" />}
      {view.outcome === 'completed' && <Button to={`${path}/shared-link`} text="Make a new shared link" />}
      {view.state === 'invited' && <Button to={`${path}/resend`} text="Send the invitation again" />}
      <Button to={`${path}/reveal`} text="Reveal names and addresses" />
    </>
  );
}

/** What needs an answer or a tick. */
export function Decisions({ view, email }: InterviewData): VNode {
  const path = pathOf(view.id);
  const mayCancel = view.outcome === undefined;
  return (
    <>
      {view.state === 'needs_decision' && <Resolve path={path} />}
      {(mayCancel || email !== undefined) && (
        <Ends at={path} mayForget={email !== undefined}>
          {mayCancel && (
            <Form to={`${path}/cancel`}>
              <label class="tick">
                <Input type="checkbox" name="sure" value="yes" required /> The candidate is not to take this interview
              </label>
              <button type="submit">Cancel the interview</button>
            </Form>
          )}
        </Ends>
      )}
    </>
  );
}

function Resolve({ path }: { path: string }): VNode {
  return (
    <section aria-labelledby="resolve">
      <h2 id="resolve">Is the candidate invited?</h2>
      <p>Only the vendor knows. Look there first.</p>
      <Form to={`${path}/resolve`} class="row">
        <p class="field">
          <label for="vendor-ref">The vendor's id of the invitation</label>
          <Input id="vendor-ref" name="vendor_ref" required autocomplete="off" />
        </p>
        <button type="submit" name="outcome" value="invited">
          Yes, the vendor has it
        </button>
        <button type="submit" name="outcome" value="not_invited" formnovalidate>
          No, the vendor has none
        </button>
      </Form>
    </section>
  );
}
