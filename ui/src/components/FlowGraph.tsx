// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The directly-follows graph: boxes are HTML on top of one SVG with the lines, so that names wrap, can
// be selected and take the focus. One box at a time is in the tab order; arrow keys go to the others;
// the chosen box lights its lines and says in words what comes before and after.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { formatDuration, formatNumber } from '../lib/format';
import { type FlowEdge, firstEdges, layFlow, NODE_HEIGHT, NODE_WIDTH, type Placed } from '../lib/graph';
import { t } from '../lib/message';
import { isPrinting } from '../lib/printing';

/** The width of a sheet of A4 on its side between its margins, in CSS pixels. */
const PAPER_WIDTH = 1020;

function useWidth() {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(Math.floor(element.clientWidth)));
    observer.observe(element);
    setWidth(Math.floor(element.clientWidth));
    return () => observer.disconnect();
  }, []);
  return { ref, width };
}

function Neighbours({ title, edges, other }: { title: string; edges: FlowEdge[]; other: 'from' | 'to' }) {
  return (
    <div>
      <h4>{title}</h4>
      {edges.length === 0 ? (
        <p class="quiet">{t('flow.nothing')}</p>
      ) : (
        <ul>
          {edges.map((edge) => (
            <li key={edge[other]}>
              <b translate={false}>{edge[other]}</b> <span class="n">{t('flow.times', { n: edge.count })}</span>
              {edge.median !== null && <span class="n"> · {t('flow.median', { median: formatDuration(edge.median) })}</span>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Lines({ placed, chosen }: { placed: Placed; chosen: string | null }) {
  const isLit = (edge: FlowEdge) => edge.from === chosen || edge.to === chosen;
  const ordered = [...placed.edges].sort((a, b) => Number(isLit(a)) - Number(isLit(b)));
  return (
    <svg width={placed.width} height={placed.height} aria-hidden="true" focusable="false">
      {ordered.map((edge) => (
        <g
          key={`${edge.from}\u0000${edge.to}`}
          class={isLit(edge) ? 'flow-line is-lit' : chosen === null ? 'flow-line' : 'flow-line is-faint'}
        >
          <path class="flow-way" d={edge.path} style={{ strokeWidth: `${edge.width.toFixed(2)}px` }} />
          <path class="flow-head" d={edge.head} />
        </g>
      ))}
    </svg>
  );
}

interface BoxProps {
  placed: Placed;
  counts: Map<string, number>;
  chosen: string | null;
  choose: (name: string | null) => void;
}

function Boxes({ placed, counts, chosen, choose }: BoxProps) {
  const [current, setCurrent] = useState(0);
  const boxes = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent, index: number) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape' && chosen !== null) choose(null);
    if (step === undefined) return;
    event.preventDefault();
    const next = (index + step + placed.nodes.length) % placed.nodes.length;
    setCurrent(next);
    boxes.current?.querySelectorAll<HTMLButtonElement>('button')[next]?.focus();
  };
  const inTabOrder = Math.min(current, placed.nodes.length - 1);
  return (
    <div ref={boxes} role="group" aria-label={t('flow.boxes')}>
      {placed.nodes.map((node, index) => (
        <button
          key={node.name}
          type="button"
          class={node.name === chosen ? 'flow-box is-chosen' : 'flow-box'}
          aria-pressed={node.name === chosen}
          tabIndex={index === inTabOrder ? 0 : -1}
          title={node.name}
          style={{
            left: `${node.x - NODE_WIDTH / 2}px`,
            top: `${node.y - NODE_HEIGHT / 2}px`,
            width: `${NODE_WIDTH}px`,
            height: `${NODE_HEIGHT}px`,
          }}
          onKeyDown={(event) => move(event, index)}
          onFocus={() => setCurrent(index)}
          onClick={() => choose(node.name === chosen ? null : node.name)}
        >
          <span class="flow-name" translate={false}>
            {node.name}
          </span>
          {counts.has(node.name) && <span class="n">{formatNumber(counts.get(node.name) ?? 0)}</span>}
        </button>
      ))}
    </div>
  );
}

interface Props {
  edges: FlowEdge[];
  /** How often each activity happens. */
  counts: Map<string, number>;
}

export function FlowGraph({ edges, counts }: Props) {
  const { ref, width } = useWidth();
  const [shown, setShown] = useState(() => firstEdges(edges));
  const [chosen, setChosen] = useState<string | null>(null);
  const most = Math.min(edges.length, 120);
  const room = isPrinting.value ? PAPER_WIDTH : width;
  const placed = useMemo(() => (room > 0 ? layFlow(edges.slice(0, shown), room) : null), [edges, shown, room]);
  const zoom = isPrinting.value && placed ? Math.min(1, PAPER_WIDTH / placed.width) : 1;
  const isThere = chosen !== null && placed?.nodes.some((node) => node.name === chosen) ? chosen : null;
  return (
    <div class="flow">
      {most > 2 && (
        <label class="slider">
          <span>{t('flow.shown', { shown: formatNumber(shown), n: edges.length })}</span>
          <input
            type="range"
            min={1}
            max={most}
            value={shown}
            aria-valuetext={t('flow.shown', { shown: formatNumber(shown), n: edges.length })}
            onInput={(event) => setShown(Number(event.currentTarget.value))}
          />
        </label>
      )}
      <div class="flow-room" ref={ref} tabIndex={-1}>
        {placed && (
          <div class="flow-sheet" style={{ width: `${placed.width}px`, height: `${placed.height}px`, zoom: String(zoom) }}>
            <Lines placed={placed} chosen={isThere} />
            {placed.edges.map((edge) =>
              edge.median === null ? null : (
                <span
                  key={`${edge.from}\u0000${edge.to}`}
                  class={isThere === null || edge.from === isThere || edge.to === isThere ? 'flow-label' : 'flow-label is-faint'}
                  aria-hidden="true"
                  style={{ left: `${edge.labelX}px`, top: `${edge.labelY}px` }}
                >
                  {formatDuration(edge.median)}
                </span>
              ),
            )}
            <Boxes placed={placed} counts={counts} chosen={isThere} choose={setChosen} />
          </div>
        )}
      </div>
      <div class="flow-words" aria-live="polite">
        {isThere === null ? (
          <p class="quiet">{t('flow.choose')}</p>
        ) : (
          <>
            <h3 translate={false}>{isThere}</h3>
            <div class="flow-both">
              <Neighbours title={t('flow.before')} edges={edges.filter((edge) => edge.to === isThere)} other="from" />
              <Neighbours title={t('flow.after')} edges={edges.filter((edge) => edge.from === isThere)} other="to" />
            </div>
          </>
        )}
      </div>
    </div>
  );
}
