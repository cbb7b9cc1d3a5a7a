import type { VNode } from 'preact';
import { fitting } from '../../../pages/room.tsx';
import { viewOf } from '../../api/account-schemas.ts';
import { findingsOfView } from '../../doctor/accounts.ts';
import type { Finding } from '../../doctor/finding.ts';
import { Advice } from '../advice.tsx';
import { Link } from '../form.tsx';
import { Live, liveQuery } from '../live.tsx';
import { At } from '../moment.tsx';
import { page } from '../page.ts';
import { pathOf } from './words.tsx';

const mostShown = 40;

/** Of half a minute: each asks the vendor. */
export const healthPage = page({
  path: '/accounts/:name/health',
  place: 'accounts',
  query: liveQuery,
}).showing({
  load: async (parts, { params: { name }, query: { live } }) => {
    const said = findingsOfView(viewOf(parts, name));
    const account = parts.accounts.find((each) => each.name === name);
    const findings = [...said, ...(account ? await parts.examine(account) : [])];
    return { name, findings, at: parts.now(), isLive: live === undefined };
  },
  title: ({ name }) => `Health of ${name}`,
  view: ({ name, findings, at, isLive }) => {
    const path = pathOf(name, '/health');
    return (
      <>
        <Live at={path} isOn={isLive} everySeconds={30}>
          <section>
            <div id="findings">
              <p>
                {findings.every(({ isFine }) => isFine) ? (
                  <span class="chip good">Nothing is wrong</span>
                ) : (
                  <span class="chip bad">Something is wrong</span>
                )}{' '}
                As of <At at={at} />.
              </p>
              <ul class="line">
                {findings.slice(0, mostShown).map((each) => (
                  <Step account={name} {...each} />
                ))}
              </ul>
            </div>
          </section>
        </Live>
        <p>
          <Link to={pathOf(name)}>Back to the account</Link>
        </p>
      </>
    );
  },
});

const bytesOfText = 600;

function Step({ account, isFine, isUncertain, text, since, count }: Finding & { account: string }): VNode {
  const [chip, word, mark] = isFine
    ? isUncertain
      ? ['warn', 'Warning', '']
      : ['good', 'Fine', 'is-good']
    : ['bad', 'Wrong', 'is-bad'];
  return (
    <li class={mark}>
      <span class={`chip ${chip}`}>{word}</span>{' '}
      <span dir="auto">
        <Advice account={account} text={fitting(text, bytesOfText)} />
      </span>
      {since !== undefined && (
        <p class="soft">
          Since <At at={since} />
          {count !== undefined && `, ${count.toLocaleString('en-GB')} in all`}
        </p>
      )}
    </li>
  );
}
