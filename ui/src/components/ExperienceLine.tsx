// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The experience line above the map: how often the promises of each moment are kept, as a line through
// the moments from left to right. Each stage draws its own stretch; all stages are equally wide, so
// that percentages of one width reach into the next.
import { Shape } from './Shape';
import type { MomentView, StageView } from '../lib/moments';

interface Point {
  x: number; // in stages, from the left of the first one
  share: number;
  low: number | null;
  high: number | null;
  view: MomentView;
}

export function experiencePoints(stages: StageView[]): Point[] {
  return stages.flatMap(({ moments }, stage) =>
    moments.flatMap((view, index) => {
      const share = view.row?.number('attainment') ?? null;
      if (share === null) return [];
      return [
        {
          x: stage + (index + 0.5) / moments.length,
          share,
          low: view.row?.number('low') ?? null,
          high: view.row?.number('high') ?? null,
          view,
        },
      ];
    }),
  );
}

const TOP = 14;
const BOTTOM = 86;
const height = (share: number) => `${(BOTTOM - share * (BOTTOM - TOP)).toFixed(2)}%`;

export function ExperienceStretch({ points, stage }: { points: Point[]; stage: number }) {
  const place = (x: number) => `${((x - stage) * 100).toFixed(2)}%`;
  const own = points.filter((point) => Math.floor(point.x) === stage);
  return (
    <div class="experience" aria-hidden="true">
      <svg focusable="false">
        {[0, 0.5, 1].map((share) => (
          <line key={share} class="grid" x1="0" x2="100%" y1={height(share)} y2={height(share)} />
        ))}
        {points.map((point, index) => {
          const next = points[index + 1];
          if (!next || Math.floor(point.x) !== stage) return null;
          return (
            <line
              key={point.view.index}
              class="way"
              x1={place(point.x)}
              y1={height(point.share)}
              x2={place(next.x)}
              y2={height(next.share)}
            />
          );
        })}
        {own.map((point) =>
          point.low === null || point.high === null ? null : (
            <line
              key={point.view.index}
              class={`whisker is-${point.view.status}`}
              x1={place(point.x)}
              x2={place(point.x)}
              y1={height(point.low)}
              y2={height(point.high)}
            />
          ),
        )}
      </svg>
      {own.map((point) => (
        <span key={point.view.index} class="point" style={{ left: place(point.x), top: height(point.share) }}>
          <Shape status={point.view.status} />
        </span>
      ))}
    </div>
  );
}
