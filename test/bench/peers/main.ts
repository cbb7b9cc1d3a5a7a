import { measureLatency } from './latency.ts';
import { runLoad } from './load.ts';
import type { Answers, Order } from './order.ts';
import { openSink } from './sink.ts';
import { openVendor } from './vendor.ts';

/** One process that plays all parties that are not measured. */
let onArrival: (path: string, turn: number) => void = () => undefined;
const sink = await openSink((path, turn) => onArrival(path, turn));
const vendor = await openVendor();

process.on('message', (order: Order) => {
  obey(order).then(
    (answer) => process.send?.({ answer }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});

async function obey(order: Order): Promise<Answers[Order['do']]> {
  switch (order.do) {
    case 'listen':
      return { port: sink.port, vendorPort: vendor.port };
    case 'load':
      sink.forget();
      vendor.forget();
      return runLoad(order);
    case 'latency':
      sink.forget();
      return measureLatency(order, (listener) => {
        onArrival = listener;
      });
    case 'answer':
      sink.answerAfter(order.afterMs);
      return undefined;
    case 'count':
      return sink.count();
    case 'arrivals':
      return sink.arrivals();
    case 'invitations':
      return vendor.invitations();
  }
}
