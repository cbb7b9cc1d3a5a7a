type Timed = { at: number };
type Stream<T> = AsyncIterator<T, unknown>;

/** Merges streams that each have the newest first. */
export async function* newestFirst<T extends Timed>(streams: readonly Stream<T>[]): AsyncGenerator<T> {
  const begun = await Promise.all(streams.map(headOf));
  // The next one is the last, so that taking it moves no other.
  const heads = begun.filter((head) => head !== undefined).sort((a, b) => a.item.at - b.item.at);
  for (let next = heads.pop(); next; next = heads.pop()) {
    yield next.item;
    const head = await headOf(next.stream);
    if (head) heads.splice(placeIn(heads, head.item.at), 0, head);
  }
}

type Head<T> = { item: T; stream: Stream<T> };

async function headOf<T>(stream: Stream<T>): Promise<Head<T> | undefined> {
  const { done, value } = await stream.next();
  return done ? undefined : { item: value as T, stream };
}

/** Where it belongs among those that are sorted by time: there may be many streams. */
function placeIn(heads: readonly { item: Timed }[], at: number): number {
  let [low, high] = [0, heads.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((heads[middle]?.item.at ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
