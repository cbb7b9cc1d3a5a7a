/**
 * For the HEALTHCHECK of the image: asks the bridge of this machine whether it is ready, prints the answer, and exits with
 * 1 if it is not. A program of its own, since a check every few seconds must not load everything.
 */
const withinMs = 4_000;

process.exitCode = await check(`http://127.0.0.1:${process.env.PORT ?? 8080}/readyz`);

async function check(url: string): Promise<number> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(withinMs) });
    process.stdout.write(`${await answer.text()}\n`);
    return answer.ok ? 0 : 1;
  } catch {
    process.stdout.write('no answer\n');
    return 1;
  }
}
