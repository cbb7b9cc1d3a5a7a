import type { VNode } from 'preact';
import { Act } from '../act.tsx';
import type { Sandbox } from '../sandbox.ts';
import type { AtVendor } from '../vendors/vendor.ts';

/** The candidate's side, and that of a person who works at the vendor. */
export function VendorColumn({ sandbox: { vendor } }: { sandbox: Sandbox }): VNode {
  const people = vendor.people().toReversed();
  return (
    <section aria-labelledby="vendor">
      <div class="head">
        <h2 id="vendor">{vendor.name}</h2>
        {vendor.pageUrl && <a href={vendor.pageUrl}>Its own page</a>}
      </div>
      {people.length === 0 && <p class="soft">No candidate is invited yet.</p>}
      {people.map((person) => (
        <Person person={person} hasScore={vendor.hasScore} hasDecision={vendor.hasDecision} />
      ))}
    </section>
  );
}

type PersonProps = { person: AtVendor; hasScore: boolean; hasDecision: boolean };

function Person({ person, hasScore, hasDecision }: PersonProps): VNode {
  const { email, invitations, fact } = person;
  const invited = invitations === 1 ? 'invited' : `invited ${invitations} times`;
  return (
    <div class="card">
      <h3>{email}</h3>
      <p class="soft">
        {invited}
        {fact && `, finished${fact.percent === undefined ? '' : `, ${fact.percent} of 100`}`}
        {fact?.isAdvanced !== undefined && (fact.isAdvanced ? ', to be met' : ', not to be met')}
      </p>
      {!fact && (
        <div class="row">
          <Act to="/vendor/finish" fields={{ email }} isMain>
            Answer the questions
          </Act>
        </div>
      )}
      {fact && (
        <div class="row">
          {hasScore && (
            <Act to="/vendor/finish" fields={{ email }}>
              Score anew
            </Act>
          )}
          {hasDecision && (
            <>
              <Act to="/vendor/advance" fields={{ email }}>
                Meet
              </Act>
              <Act to="/vendor/turn-down" fields={{ email }}>
                Do not meet
              </Act>
            </>
          )}
        </div>
      )}
    </div>
  );
}
