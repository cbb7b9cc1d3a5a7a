import { closeCircuits, probeCircuit } from '../../actions/circuits.ts';
import { foundCircuit } from '../../api/found.ts';
import { action } from '../page.ts';

const probeAction = action({ path: '/accounts/:name/circuits/:destination/probe', from: '/' }).doing(
  async (parts, { params: { name, destination } }) => {
    const { found, circuit } = foundCircuit(parts, name, destination);
    const { outcome, waiting } = await probeCircuit(parts, found, circuit);
    const said =
      outcome === 'probed'
        ? `One delivery of ${name} goes out now: its answer decides whether the others follow (${waiting} wait).`
        : `Deliveries of ${name} do not wait together any more.`;
    return { next: '', said };
  },
);

const closeAction = action({ path: '/accounts/:name/circuits/:destination/close', from: '/' }).doing(
  async (parts, { params: { name, destination } }) => {
    const { found, circuit } = foundCircuit(parts, name, destination);
    const { outcome, waiting } = await closeCircuits(parts, found, circuit);
    const said =
      outcome === 'closed'
        ? `The circuit of ${name} is closed: ${waiting === 1 ? '1 delivery goes' : `${waiting} deliveries go`} out now.`
        : `Deliveries of ${name} do not wait together any more.`;
    return { next: '', said };
  },
);

export const circuitActions = [probeAction, closeAction];
