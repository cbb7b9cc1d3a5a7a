import type { VNode } from 'preact';
import { Link } from './form.tsx';
import { Sentence } from './moment.tsx';

type AdviceProps = { account: string; text: string };

/** A sentence of the doctor, with the page or the button of the console in place of each command that it names. */
export function Advice({ account, text }: AdviceProps): VNode {
  const parts = text.split(/"bridge ([a-z][a-z -]*[a-z])[^"]*"|\b([a-z0-9-]{1,32}_[\w-]{22})(?![\w-])/);
  return (
    <>
      {parts.map((part, i) => {
        if (part === undefined) return null;
        if (i % 3 === 1) return <Place account={account} command={part} />;
        return i % 3 === 2 ? <Link to={`/interviews/${part}`}>{part}</Link> : <Sentence text={part} />;
      })}
    </>
  );
}

/** Where the console has what a command does: on a page, or as a button of it. `:name`: the account. */
const places: readonly (readonly [command: string, text: string, to?: string])[] = [
  ['failed', 'Failed', '/failed?account=:name'],
  ['replay-rejected', 'Replay'],
  ['replay', 'Replay'],
  ['dismiss', 'Dismiss'],
  ['rejected', 'Rejected webhooks', '/rejected?account=:name'],
  ['discard', 'Delete'],
  ['interviews --state inviting', 'Interviews', '/interviews?account=:name&state=inviting'],
  ['interviews', 'Interviews', '/interviews?account=:name&state=delivering'],
  ['applications', 'Applications', '/applications?account=:name'],
  ['triggers', 'Triggers', '/accounts/:name/triggers'],
  ['stage resume', 'Let invitations out', '/accounts/:name'],
  ['close-circuit', 'Close the circuit', '/accounts/:name'],
  ['connect-link', 'Make a connect link', '/accounts/:name'],
  ['accounts token', 'Make a token', '/accounts/:name'],
  ['accounts set', 'Settings', '/accounts/:name/settings'],
  ['resume', 'Resume', '/accounts/:name'],
  ['cancel', 'Cancel the interview'],
];

function Place({ account, command }: { account: string; command: string }): VNode {
  if (command === 'show') return <>the page of each</>;
  const found = places.find(([name]) => command === name || command.startsWith(`${name} `));
  if (!found) return <>"bridge {command}"</>;
  const [, text, to] = found;
  return to === undefined ? <>“{text}”</> : <Link to={to.replace(':name', encodeURIComponent(account))}>{text}</Link>;
}
