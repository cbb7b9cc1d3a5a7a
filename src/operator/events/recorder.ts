import { Counter, type Registry } from 'prom-client';
import type { Emit } from '../../interviews/ports.ts';
import type { EventStreams } from '../../store/events.ts';
import { eventOf } from './event.ts';

type Parts = { streams: Pick<EventStreams, 'append'>; registry: Registry; now: () => number };

/** Keeps every event for those who listen. Work never waits for it: an event that cannot be kept is counted. */
export function openEventRecorder({ streams, registry, now }: Parts): Emit {
  const lost = new Counter({
    name: 'bridge_events_lost_total',
    help: 'Events that are missing in GET /api/v1/events, since Redis did not take them',
    registers: [registry],
  });
  return (note) => {
    const event = eventOf(note, now());
    if (event) streams.append(event.account, JSON.stringify(event), () => lost.inc());
  };
}
