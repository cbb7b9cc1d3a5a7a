import { runCommand } from '../../../testing/bridge-process.ts';
import type { OpenVendor } from './vendor.ts';

/** The bridge's words where only a person can find out. */
export const notKnown = 'It is not known whether the vendor invited this candidate';

type Person = {
  /** Looks at the newest interviews, and says of each that is in doubt what there is at the vendor. */
  decide(newest: number): Promise<void>;
  readonly decisions: number;
};

/** A person with the command line who can look at the vendor. One thing at a time. */
export function createPerson(settings: Record<string, string>, lookFor: OpenVendor['lookFor']): Person {
  let decisions = 0;
  let deciding: Promise<void> | undefined;
  return {
    decide(newest) {
      deciding ??= decideAll(newest).finally(() => {
        deciding = undefined;
      });
      return deciding;
    },
    get decisions() {
      return decisions;
    },
  };

  async function decideAll(newest: number): Promise<void> {
    const listed = await read<{ interview_id: string }>('interviews', '--limit', String(newest), '--json');
    for (const { interview_id: id } of listed) {
      const [shown] = await read<{ invitation: { state: string } }>('show', id, '--json');
      if (shown?.invitation.state !== 'unclear' || !lookFor) continue;
      const found = lookFor(id);
      const words = found === 'not-invited' ? ['--not-invited'] : ['--invited', found.invited];
      // Another create may have looked meanwhile.
      const { code } = await runCommand(settings, ['resolve', id, ...words]);
      if (code === 0) decisions += 1;
    }
  }

  async function read<Line>(...command: string[]): Promise<Line[]> {
    const { text } = await runCommand(settings, command);
    const lines = text.split('\n').filter((line) => line.startsWith('{'));
    return lines.map((line) => JSON.parse(line) as Line);
  }
}
