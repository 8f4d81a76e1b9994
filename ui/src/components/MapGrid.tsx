// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The map as the customer lives it: stages as columns from left to right, in each the experience line,
// the moments, the channels, the line of visibility and what happens behind it. It is HTML, in the
// order of the story: on a phone the same lists simply stand one under the other.
import { formatShare } from '../lib/format';
import { inLanguage, t, tMaybe } from '../lib/message';
import type { VNode } from 'preact';
import { anchor, type MomentView, type StageView } from '../lib/moments';
import { ExperienceStretch, experiencePoints } from './ExperienceLine';
import { MomentCard } from './MomentCard';

function channelsOf({ moments }: StageView): string[] {
  return [...new Set(moments.flatMap(({ moment }) => moment.channels ?? []))];
}

interface Behind {
  owner: string;
  says: string[];
}

/** Who works behind the line, each once, with what they do for the moments of the stage. */
export function backstageOf({ moments }: StageView): Behind[] {
  const owners = new Map<string, Behind>();
  for (const { moment } of moments) {
    const says = inLanguage(moment.backstage);
    const owner = inLanguage(moment.owner);
    if (!says && !owner) continue;
    const behind = owners.get(owner) ?? { owner, says: [] };
    if (says) behind.says.push(says);
    owners.set(owner, behind);
  }
  return [...owners.values()];
}

function Backstage({ stage }: { stage: StageView }) {
  return (
    <div class="stage-backstage">
      <h4 class="row-name">{t('map.backstage')}</h4>
      <ul>
        {backstageOf(stage).map(({ owner, says }) => (
          <li key={owner}>
            {owner && <span class="owner">{owner}</span>}
            {says.map((one) => (
              <p key={one}>{one}</p>
            ))}
          </li>
        ))}
      </ul>
    </div>
  );
}

interface Props {
  stages: StageView[];
  /** What stands for a moment; a card of the report's figures when left out. */
  card?: (view: MomentView) => VNode;
  open?: (name: string) => void;
  /** Only stages and moments: no channels, nothing behind the line. */
  isShort?: boolean;
}

export function MapGrid({ stages, card, open = () => undefined, isShort = false }: Props) {
  const points = experiencePoints(stages);
  const hasLine = points.length > 1;
  return (
    <div class="map-room" tabIndex={0} role="region" aria-label={t('map.name')}>
      <div class={`map${hasLine ? ' has-line' : ''}${isShort ? ' is-short' : ''}`} style={{ '--stages': String(stages.length) }}>
        <div class="map-rows" aria-hidden="true">
          <span class="of-stage">{t('map.stage')}</span>
          {hasLine && (
            <span class="of-line">
              {t('map.line')}
              <i class="tick top">{formatShare(1)}</i>
              <i class="tick bottom">{formatShare(0)}</i>
            </span>
          )}
          <span class="of-moments">{t('map.moments')}</span>
          {!isShort && (
            <>
              <span class="of-channels">{t('map.channels')}</span>
              <span class="of-backstage">
                <em>{t('map.visibility')}</em>
                {t('map.backstage')}
              </span>
            </>
          )}
        </div>
        <ol class="stages">
          {stages.map((stage, index) => (
            <li key={stage.stage.stage} class="stage" id={anchor('stage', stage.stage.stage)}>
              <h3>{inLanguage(stage.stage.title) || stage.stage.stage}</h3>
              {hasLine && <ExperienceStretch points={points} stage={index} />}
              <ol class="cards">
                {stage.moments.map((view) => (
                  <li key={view.moment.moment}>
                    {card ? card(view) : <MomentCard view={view} open={open} />}
                  </li>
                ))}
              </ol>
              {!isShort && (
                <>
                  <div class="stage-channels">
                    <h4 class="row-name">{t('map.channels')}</h4>
                    <ul>
                      {channelsOf(stage).map((channel) => (
                        <li key={channel}>{tMaybe(`channel.${channel}`, channel)}</li>
                      ))}
                    </ul>
                  </div>
                  <Backstage stage={stage} />
                </>
              )}
            </li>
          ))}
        </ol>
      </div>
    </div>
  );
}
