/** What of a dashboard Grafana needs: https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/ */
export type Dashboard = {
  uid: string;
  title: string;
  schemaVersion: number;
  templating: { list: { name: string; type: string; query: string }[] };
  panels: Panel[];
};

type DataSource = { type: string; uid: string };
type Panel = {
  id: number;
  type: string;
  title: string;
  description: string;
  datasource: DataSource;
  /** In a grid of 24 columns. */
  gridPos: { x: number; y: number; w: number; h: number };
  targets: { expr: string; legendFormat: string; refId: string; datasource: DataSource }[];
};

export const dashboardFile = 'ops/grafana-dashboard.json';

export function expressionsIn({ panels }: Dashboard): [title: string, expression: string][] {
  return panels.flatMap(({ title, targets }) => targets.map(({ expr }): [string, string] => [title, expr]));
}
