import type { Page } from '../../pages/render.tsx';
import { alone } from './frame.tsx';
import { base } from './own-path.ts';

type Asked = {
  /** Where to go afterwards. */
  to: string;
  /** What is wrong with what was entered. */
  problem?: string;
};

export function logInPage({ to, problem }: Asked): Page {
  return alone(
    'Log in',
    <form method="post" action={`${base}/log-in`}>
      {problem !== undefined && (
        <p class="said bad" role="alert" id="problem">
          {problem}
        </p>
      )}
      <input type="hidden" name="to" value={to} />
      <input type="hidden" name="username" value="operator" autocomplete="username" />
      <p class="field">
        <label for="token">The operator token (OPERATOR_TOKEN)</label>
        <input
          id="token"
          name="token"
          type="password"
          autocomplete="current-password"
          required
          {...(problem === undefined ? {} : { 'aria-invalid': 'true', 'aria-describedby': 'problem' })}
        />
      </p>
      <p class="row">
        <button type="submit" class="main">
          Log in
        </button>
      </p>
      <p class="soft">You stay logged in for 12 hours. Everything that you do is written to the history.</p>
    </form>,
  );
}

/** Without OPERATOR_TOKEN there is no console. */
export function noConsolePage(): Page {
  return alone(
    'The console is off',
    <>
      <p>
        It opens once <code>OPERATOR_TOKEN</code> is set. Make a token, for example with{' '}
        <code>openssl rand -base64 32</code>, set it for every process, and restart them:
      </p>
      <pre>OPERATOR_TOKEN=…</pre>
      <p class="soft">The same token opens the API and the metrics. See docs/operations.md, “The console”.</p>
    </>,
  );
}
