type Line = { at: string; text: string };

/** One interview or application, as the bridge's API has it. */
export type Told = { id: string; title: string; state: string; reason: string; lines: readonly Line[] };

type Item = {
  id: string;
  state: string;
  reason?: string;
  created_at: string;
  history: Line[];
  origin?: { door: string };
};

const mostInterviews = 3;
const withinMs = 2_000;

/** Reads the newest histories by the operator API, straight from the bridge; the last ones stay where it does not answer. */
export function createBridgeHistory({ PORT, OPERATOR_TOKEN }: Readonly<Record<string, string>>) {
  let told: readonly Told[] = [];
  return {
    last: () => told,
    async refresh(): Promise<void> {
      told = await read().catch(() => told);
    },
  };

  async function read(): Promise<Told[]> {
    const interviews = await newest('interviews');
    const applications = await newest('applications');
    // A poll leaves no trace that a spectator could use.
    const shown = (lines: readonly Line[]) =>
      lines.filter(({ text }) => !/application notified|no attempt yet/.test(text));
    return [
      ...interviews.map((each) => ({
        ...toldOf(
          each,
          each.origin?.door === 'stage' ? 'Interview of the stage door' : 'Interview of the provider door',
        ),
        lines: shown(each.history),
      })),
      ...applications
        .filter(({ history }) => history.length > 0)
        .map((each) => ({ ...toldOf(each, 'Candidate in the stage'), lines: shown(each.history) })),
    ];
  }

  async function newest(kind: 'interviews' | 'applications'): Promise<Item[]> {
    const { items } = (await get(`/${kind}?limit=${mostInterviews}`)) as { items: { id: string }[] };
    return Promise.all(items.map(async ({ id }) => (await get(`/${kind}/${id}`)) as Item));
  }

  async function get(path: string): Promise<unknown> {
    const answer = await fetch(`http://127.0.0.1:${PORT}/api/v1${path}`, {
      headers: { authorization: `Bearer ${OPERATOR_TOKEN}`, accept: 'application/json' },
      signal: AbortSignal.timeout(withinMs),
    });
    if (!answer.ok) {
      await answer.body?.cancel();
      throw new Error(`The bridge answered ${answer.status}`);
    }
    return answer.json();
  }
}

function toldOf({ id, state, reason = '' }: Item, title: string): Omit<Told, 'lines'> {
  return { id, title, state: state.replaceAll('_', ' '), reason };
}
