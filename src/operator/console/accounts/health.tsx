import type { VNode } from 'preact';
import { z } from 'zod';
import { Time } from '../../../pages/time.tsx';
import { viewOf } from '../../api/account-schemas.ts';
import { findingsOfView } from '../../doctor/accounts.ts';
import type { Finding } from '../../doctor/finding.ts';
import { Link } from '../form.tsx';
import { base } from '../own-path.ts';
import { page } from '../page.ts';
import { pathOf } from './words.tsx';

const mostShown = 100;

/** Of half a minute: each asks the vendor. */
export const healthPage = page({
  path: '/accounts/:name/health',
  place: 'accounts',
  query: z.object({ live: z.literal('off').optional() }),
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
    const polls = { 'hx-get': base + path, 'hx-trigger': 'every 30s', 'hx-select': '#live', 'hx-swap': 'outerMorph' };
    return (
      <>
        <div id="live" {...(isLive ? polls : {})}>
          <section>
            <div id="findings">
              <p>
                {findings.every(({ isFine }) => isFine) ? (
                  <span class="chip good">Nothing is wrong</span>
                ) : (
                  <span class="chip bad">Something is wrong</span>
                )}{' '}
                As of <Time at={at} />.
              </p>
              <ul class="line">
                {findings.slice(0, mostShown).map((each) => (
                  <Step {...each} />
                ))}
              </ul>
            </div>
          </section>
        </div>
        <p class="row">
          <Link to={pathOf(name)}>Back to the account</Link>
          {isLive ? (
            <Link to={`${path}?live=off`}>Stop checking by itself</Link>
          ) : (
            <Link to={path}>Check every 30 s by itself</Link>
          )}
        </p>
      </>
    );
  },
});

const longestText = 500;

function Step({ isFine, isUncertain, text, since, count }: Finding): VNode {
  const [chip, word, mark] = isFine
    ? isUncertain
      ? ['warn', 'Not known', '']
      : ['good', 'Fine', 'is-good']
    : ['bad', 'Wrong', 'is-bad'];
  return (
    <li class={mark}>
      <span class={`chip ${chip}`}>{word}</span>{' '}
      <span dir="auto">{text.length <= longestText ? text : `${text.slice(0, longestText - 1)}…`}</span>
      {since !== undefined && (
        <p class="soft">
          Since <Time at={since} />
          {count !== undefined && `, ${count.toLocaleString('en-GB')}`}
        </p>
      )}
    </li>
  );
}
