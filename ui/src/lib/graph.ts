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
  /** The three corners of the arrow head. */
  head: string;
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

const at = (point: Point) => `${point.x.toFixed(1)} ${point.y.toFixed(1)}`;

/** A smooth line through the middles between the bends. */
export function smooth(points: Point[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
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

/** The line ends where its head begins, so that a thick line does not cover the tip. */
export function withHead(points: Point[], width: number): { path: string; head: string } {
  const tip = points[points.length - 1];
  const before = points[points.length - 2];
  if (!tip || !before) return { path: smooth(points), head: '' };
  const length = Math.hypot(tip.x - before.x, tip.y - before.y) || 1;
  const along = { x: (tip.x - before.x) / length, y: (tip.y - before.y) / length };
  const size = Math.min(6 + width, length);
  const foot = { x: tip.x - along.x * size, y: tip.y - along.y * size };
  const half = (5 + width) / 2;
  const left = { x: foot.x - along.y * half, y: foot.y + along.x * half };
  const right = { x: foot.x + along.y * half, y: foot.y - along.x * half };
  const end = { x: tip.x - along.x * (size - 0.5), y: tip.y - along.y * (size - 0.5) };
  return { path: smooth([...points.slice(0, -1), end]), head: `M${at(tip)}L${at(left)}L${at(right)}z` };
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
  // dagre keeps its nodes in plain objects; numbers are safe there, names from a log ("__proto__") are not.
  const names = [...new Set(edges.flatMap((edge) => [edge.from, edge.to]))];
  const number = new Map(names.map((name, index) => [name, `n${index}`]));
  const id = (name: string) => number.get(name) ?? '';
  for (const name of names) graph.setNode(id(name), { width: NODE_WIDTH, height: NODE_HEIGHT });
  for (const edge of edges)
    graph.setEdge(id(edge.from), id(edge.to), { width: LABEL_WIDTH, height: LABEL_HEIGHT, labelpos: 'c', weight: 1 });
  layout(graph);
  const most = edges.reduce((largest, edge) => Math.max(largest, edge.count), 1);
  const size = graph.graph() as { width?: number; height?: number };
  return {
    width: Math.ceil(size.width ?? 0),
    height: Math.ceil(size.height ?? 0),
    nodes: names.map((name) => {
      const node = graph.node(id(name)) as unknown as Point;
      return { name, x: node.x, y: node.y };
    }),
    edges: edges.map((edge) => {
      const label = graph.edge(id(edge.from), id(edge.to)) as unknown as Point & { points: Point[] };
      const width = 1 + 6 * Math.sqrt(edge.count / most);
      return {
        ...edge,
        ...withHead(label.points, width),
        width,
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
