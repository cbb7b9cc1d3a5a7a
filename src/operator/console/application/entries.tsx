import type { VNode } from 'preact';
import type { ApplicationView } from '../../queries/applications.ts';
import { entryNamed } from '../../queries/entry-name.ts';
import { At } from '../moment.tsx';

/** `label`: as the history calls what is there, or ought to be; absent where it is not to be there any more. */
type Entry = ApplicationView['entries'][number] & { label: string | undefined };

const tones: Readonly<Record<Entry['state'], string>> = {
  written: 'good',
  failed: 'bad',
  trying: 'warn',
  refused: 'warn',
  waiting: 'plain',
  dismissed: 'plain',
};

const shownEntries = 30;

/** What is written to the timeline, the last entries. */
export function Entries({ entries }: { entries: readonly Entry[] }): VNode {
  return (
    <section aria-labelledby="entries">
      <h2 id="entries">Entries on the timeline</h2>
      {entries.length === 0 ? (
        <p>None yet.</p>
      ) : (
        <ul class="line">
          {entries.slice(-shownEntries).map((each) => (
            <li class={each.state === 'failed' ? 'is-bad' : each.state === 'written' ? 'is-good' : ''}>
              <p>
                <span class={`chip ${tones[each.state]}`}>{each.state}</span> <Name {...each} />{' '}
                {'at' in each && <At at={Date.parse(each.at)} />}
              </p>
              {'tries' in each && <p>{each.tries} tries without success</p>}
              {'next_at' in each && (
                <p>
                  Next try <At at={Date.parse(each.next_at)} />
                </p>
              )}
              {'answer' in each && <p dir="auto">{each.answer}</p>}
              {'in_doubt_since' in each && each.in_doubt_since !== undefined && (
                <p>
                  A write has had no clear answer since <At at={Date.parse(each.in_doubt_since)} />: it is looked for.
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** `result 2 (comment, stay 1)`, of `comments/result:1`. */
function Name({ entry, label }: Pick<Entry, 'entry' | 'label'>): VNode {
  const { kind, name, stay } = entryNamed(entry);
  return (
    <>
      <b>{label ?? name}</b>{' '}
      <span class="soft">
        ({kind}
        {stay !== undefined && `, stay ${stay}`})
      </span>
    </>
  );
}
