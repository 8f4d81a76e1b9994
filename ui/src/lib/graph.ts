// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who follows whom, laid out in layers by dagre. Pure: from rows to boxes and lines in pixels, so that
// a component only has to draw them.
import { Graph, layout } from '@dagrejs/dagre';
import type { Row } from './frame';

export interface FlowEdge {
  from: string;
  to: string;
  count: number;
  median: number | null;
}

export interface PlacedNode {
  name: string;
  x: number;
  y: number;
}

export interface PlacedEdge extends FlowEdge {
  path: string;
  width: number;
  labelX: number;
  labelY: number;
}

export interface Placed {
  width: number;
  height: number;
  nodes: PlacedNode[];
  edges: PlacedEdge[];
}

export const NODE_WIDTH = 152;
export const NODE_HEIGHT = 56;
const LABEL_WIDTH = 64;
const LABEL_HEIGHT = 20;
const MARGIN = 12;

export function flowEdges(rows: Row[]): FlowEdge[] {
  return rows
    .map((row) => ({
      from: row.text('from'),
      to: row.text('to'),
      count: row.number('count') ?? 0,
      median: row.number('median'),
    }))
    .sort((a, b) => b.count - a.count);
}

/** How many edges to show first: enough for the main ways, few enough to read. */
export function firstEdges(edges: FlowEdge[]): number {
  const whole = edges.reduce((sum, edge) => sum + edge.count, 0);
  let seen = 0;
  let shown = 0;
  while (shown < edges.length && shown < 24 && (seen < whole * 0.9 || shown < 6)) seen += edges[shown++]!.count;
  return shown;
}

interface Point {
  x: number;
  y: number;
}

/** A smooth line through the middles between the bends. */
export function smooth(points: Point[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  const at = (point: Point) => `${point.x.toFixed(1)} ${point.y.toFixed(1)}`;
  if (rest.length < 2) return `M${at(first)}${rest.map((point) => `L${at(point)}`).join('')}`;
  let path = `M${at(first)}`;
  for (let i = 0; i < rest.length - 1; i++) {
    const bend = rest[i]!;
    const next = rest[i + 1]!;
    const end = i === rest.length - 2 ? next : { x: (bend.x + next.x) / 2, y: (bend.y + next.y) / 2 };
    path += `Q${at(bend)} ${at(end)}`;
  }
  return path;
}

function lay(edges: FlowEdge[], direction: 'LR' | 'TB'): Placed {
  const graph = new Graph({ directed: true, multigraph: false, compound: false });
  graph.setGraph({
    rankdir: direction,
    nodesep: direction === 'LR' ? 20 : 28,
    ranksep: direction === 'LR' ? 28 : 22,
    edgesep: 14,
    marginx: MARGIN,
    marginy: MARGIN,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const edge of edges)
    for (const name of [edge.from, edge.to])
      if (!graph.hasNode(name)) graph.setNode(name, { width: NODE_WIDTH, height: NODE_HEIGHT });
  for (const edge of edges)
    graph.setEdge(edge.from, edge.to, { width: LABEL_WIDTH, height: LABEL_HEIGHT, labelpos: 'c', weight: 1 });
  layout(graph);
  const most = edges.reduce((largest, edge) => Math.max(largest, edge.count), 1);
  const size = graph.graph() as { width?: number; height?: number };
  return {
    width: Math.ceil(size.width ?? 0),
    height: Math.ceil(size.height ?? 0),
    nodes: graph.nodes().map((name) => {
      const node = graph.node(name) as Point;
      return { name, x: node.x, y: node.y };
    }),
    edges: edges.map((edge) => {
      const label = graph.edge(edge.from, edge.to) as unknown as Point & { points: Point[] };
      return {
        ...edge,
        path: smooth(label.points),
        width: 1.25 + 6.75 * Math.sqrt(edge.count / most),
        labelX: label.x,
        labelY: label.y,
      };
    }),
  };
}

/** From left to right where there is room for it, else from top to bottom. */
export function layFlow(edges: FlowEdge[], room: number): Placed {
  if (edges.length === 0) return { width: 0, height: 0, nodes: [], edges: [] };
  const across = lay(edges, 'LR');
  return across.width <= room ? across : lay(edges, 'TB');
}
