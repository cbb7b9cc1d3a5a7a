/** Longer than the bridge takes for anything. */
export const silenceMs = 30_000;

/**
 * Sends one webhook; resolves to the status, or to undefined when the bridge was not there or died. It waits very long: a
 * webhook that was given up and is read later would look like a change back. But now and then nothing tells a client that
 * the process died which had just accepted its connection.
 */
export async function post(
  url: string,
  { method = 'POST', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<number | undefined> {
  try {
    const signal = AbortSignal.timeout(silenceMs);
    const answer = await fetch(url, { method, headers, signal, ...(body === undefined ? {} : { body }) });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return undefined;
  }
}
