import type { VNode } from 'preact';
import { fittingRows } from '../../pages/room.tsx';
import type { KnownTrouble } from '../queries/overview.ts';
import { Advice } from './advice.tsx';
import { Link } from './form.tsx';
import { counted } from './listing.tsx';
import { At } from './moment.tsx';

/** Of a page of 60,000. */
const mostBytes = 20_000;

/** What is wrong, one banner a trouble, as far as there is room. */
export function Banners({ troubles }: { troubles: readonly KnownTrouble[] }): VNode {
  const banners = fittingRows(troubles, mostBytes, Banner);
  return (
    <>
      {banners}
      {banners.length < troubles.length && <p>{counted(troubles.length - banners.length, 'more trouble')}.</p>}
    </>
  );
}

/** A trouble in doctor's words, which say what to do. */
function Banner({ account, text, count, since }: KnownTrouble): VNode {
  return (
    <section class="banner">
      <p dir="auto">
        {account !== undefined && (
          <>
            <strong>
              <Link to={`/accounts/${encodeURIComponent(account)}`}>{account}</Link>
            </strong>
            :{' '}
          </>
        )}
        <Advice account={account ?? ''} text={text} />.
      </p>
      {(count !== undefined || since !== undefined) && (
        <p class="soft">
          {count !== undefined && `${count.toLocaleString('en-GB')} in all`}
          {count !== undefined && since !== undefined && ', '}
          {since !== undefined && (
            <>
              since <At at={since} />
            </>
          )}
        </p>
      )}
    </section>
  );
}
