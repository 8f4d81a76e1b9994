// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The report: the map on top as the table of contents, then one column of findings.
import { useEffect, useMemo } from 'preact/hooks';
import { Help, type Shortcut, useShortcuts } from '../../components/Help';
import { MapGrid } from '../../components/MapGrid';
import { Legend } from '../../components/Shape';
import { formatTime, setZone } from '../../lib/format';
import { rowsOf } from '../../lib/frame';
import { language, languages, t } from '../../lib/message';
import { anchor, stagesOf } from '../../lib/moments';
import { remember, theme } from '../../lib/theme';
import type { Report as Data } from '../../lib/report';
import { Head, Summary, Tools } from './Head';
import { SimplePath } from './SimplePath';
import { Breaks } from './sections/breaks';
import { Further, furtherFrames } from './sections/further';
import { Moments } from './sections/moments';
import { Outcomes } from './sections/outcomes';
import { Follows, Variants } from './sections/paths';
import { Standards } from './sections/standards';
import { Trend } from './sections/trend';
import { Waits } from './sections/waits';
import { Activities, Fit, Resources, Rework } from './sections/work';
import { goToCard, goToMoment, goToSection, stepSection } from './state';

const sections = [
  'summary', 'map', 'standards', 'breaks', 'waits', 'outcomes', 'trend', 'moments', 'follows', 'variants', 'fit',
  'rework', 'resources', 'activities',
] as const;
type SectionName = (typeof sections)[number];

function present(report: Data): SectionName[] {
  const has = (name: string) => (report.frames[name]?.rows.length ?? 0) > 0;
  const hasStandards = report.map?.stages.some((stage) => stage.moments?.some((moment) => moment.standards?.length));
  return sections.filter((name) => {
    if (name === 'map') return report.map !== null || has('activities');
    if (name === 'moments') return report.map !== null;
    if (name === 'standards') return has(name) && Boolean(hasStandards);
    return has(name);
  });
}

function Contents({ report }: { report: Data }) {
  return (
    <nav class="contents" aria-label={t('page.contents')}>
      <ol>
        {present(report).map((name) => (
          <li key={name}>
            <a href={`#${name}`}>{name === 'map' && !report.map ? t('section.path') : t(`section.${name}`)}</a>
          </li>
        ))}
        {furtherFrames(report).map(([name, frame]) => (
          <li key={name}>
            <a href={`#${anchor('further', name)}`}>{frame.title || name}</a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

const shortcuts: Shortcut[] = [
  { key: 'j', what: 'help.next', run: () => stepSection(1) },
  { key: 'k', what: 'help.previous', run: () => stepSection(-1) },
  { key: 'm', what: 'help.map', run: () => goToSection('map') },
  {
    key: 'l',
    what: 'help.language',
    run: () => {
      language.value = languages[(languages.indexOf(language.value) + 1) % languages.length] ?? 'en';
      remember('language', language.value);
    },
  },
  {
    key: 't',
    what: 'help.theme',
    run: () => {
      theme.value = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
      remember('theme', theme.value);
    },
  },
];

function Empty() {
  return (
    <section class="finding empty">
      <h2>{t('empty.title')}</h2>
      <p>{t('empty.what')}</p>
      <p>{t('empty.do')}</p>
    </section>
  );
}

export function Report({ report }: { report: Data }) {
  setZone(report.options?.zone ?? 'UTC');
  useShortcuts(shortcuts);
  const stages = useMemo(() => stagesOf(report), [report]);
  const moments = useMemo(() => stages.flatMap((stage) => stage.moments), [stages]);
  const [summary] = rowsOf(report.frames.summary);
  const isEmpty = (summary?.number('events') ?? report.source?.events ?? 0) === 0;
  useEffect(() => {
    const open = () => {
      const wanted = moments.find(({ moment }) => location.hash === `#${anchor('moment', moment.moment)}`);
      if (wanted) goToMoment(wanted.moment.moment);
    };
    open();
    window.addEventListener('hashchange', open);
    return () => window.removeEventListener('hashchange', open);
  }, [moments]);
  return (
    <>
      <a class="skip" href="#main">
        {t('page.skip')}
      </a>
      <header class="topbar">
        <span class="brand" translate={false}>
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M12 3a9 9 0 1 1-7.8 4.5" />
            <path d="M3.2 3.4l.8 4.6 4.5-1.2" />
          </svg>
          {t('page.brand')}
        </span>
        <Tools />
      </header>
      <div class="page">
        {!isEmpty && <Contents report={report} />}
        <div class="column">
          <main id="main" tabIndex={-1}>
            <Head report={report} />
            {isEmpty ? <Empty /> : <Summary report={report} />}
            {report.map ? (
              <section id="map" class="map-section" aria-labelledby="map-title" tabIndex={-1}>
                <h2 id="map-title">{t('map.title')}</h2>
                <Legend />
                <MapGrid stages={stages} open={goToMoment} />
              </section>
            ) : (
              <SimplePath report={report} />
            )}
            <Standards report={report} moments={moments} />
            <Breaks report={report} />
            <Waits report={report} />
            <Outcomes report={report} />
            <Trend report={report} />
            {report.map && <Moments report={report} stages={stages} back={goToCard} />}
            <Follows report={report} />
            <Variants report={report} />
            <Fit report={report} />
            <Rework report={report} />
            <Resources report={report} />
            <Activities report={report} />
            <Further report={report} />
          </main>
          <footer class="footer">
            {t('footer.made', { version: report.cykl, made: report.made ? formatTime(report.made) : '–' })}
          </footer>
        </div>
      </div>
      <Help shortcuts={shortcuts} />
    </>
  );
}
