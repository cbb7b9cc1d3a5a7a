/** Those with the same time are ordered by their ids. */
type Timed = { at: number; id?: string };
type Stream<T> = AsyncIterator<T, unknown>;

/** Merges streams that each have the newest first. */
export async function* newestFirst<T extends Timed>(streams: readonly Stream<T>[]): AsyncGenerator<T> {
  const begun = await Promise.all(streams.map(headOf));
  // The next one is the last, so that taking it moves no other.
  const heads = begun.filter((head) => head !== undefined).sort((a, b) => compare(a.item, b.item));
  for (let next = heads.pop(); next; next = heads.pop()) {
    yield next.item;
    const head = await headOf(next.stream);
    if (head) heads.splice(placeIn(heads, head.item), 0, head);
  }
}

type Head<T> = { item: T; stream: Stream<T> };

async function headOf<T>(stream: Stream<T>): Promise<Head<T> | undefined> {
  const { done, value } = await stream.next();
  return done ? undefined : { item: value as T, stream };
}

/** Where it belongs among those that are sorted by time: there may be many streams. */
function placeIn(heads: readonly { item: Timed }[], item: Timed): number {
  let [low, high] = [0, heads.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = heads[middle]?.item;
    if (other && compare(other, item) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function compare(a: Timed, b: Timed): number {
  if (a.at !== b.at) return a.at - b.at;
  return (a.id ?? '') < (b.id ?? '') ? -1 : Number(a.id !== b.id);
}
