// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What stands around every page of the staff: the places of one's role, search, who one is, what was
// done or went wrong, since when the page is cut off, and the way back in when a session has ended.
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { OfflineBanner } from '../live/Banner';
import { faultText } from '../live/fault';
import { notice, putAway } from './act';
import { house, isAtLeast, me } from './house';
import { Help, isHelpOpen, KeyHint, startKeys, useKeys, type Shortcut } from './keys';
import { entries, lostSince_us, type Look } from './look';
import { isMeOpen, MeDialog } from './MeDialog';
import { isSearchOpen, Search } from './Search';
import { Fault, isSignedOut, look } from './service';
import { SignInAgain } from './SignIn';
import { t, type Key } from './words';

export interface Place {
  name: Key;
  path: string;
  key: string;
  isFor: () => boolean;
}

export const places: Place[] = [
  { name: 'place.desk', path: '/desk', key: 'D', isFor: () => isAtLeast('agent') },
  { name: 'place.today', path: '/today', key: 'T', isFor: () => isAtLeast('agent') },
  { name: 'place.measures', path: '/measures', key: 'M', isFor: () => isAtLeast('lead') },
  { name: 'place.what-if', path: '/what-if', key: 'W', isFor: () => isAtLeast('lead') },
  { name: 'place.staffing', path: '/staffing', key: 'S', isFor: () => isAtLeast('lead') },
  { name: 'place.people', path: '/people', key: 'P', isFor: () => isAtLeast('agent') },
  { name: 'place.places', path: '/places', key: 'B', isFor: () => isAtLeast('lead') },
];

/** Agents find customers and appointments there, managers people as well: the name says what is for whom. */
export function placeName(place: Place): string {
  return place.path === '/people' && !isAtLeast('lead') ? t('place.customers') : t(place.name);
}

/** Where a person begins. */
export function firstPlace(): string {
  if (house.value?.is_new ?? me.value?.is_new) return isAtLeast('administrator') ? '/setup' : '/today';
  return isAtLeast('lead') && !me.value?.counter ? '/today' : '/desk';
}

/** Layout while loading, what is wrong and what to do when there is nothing to show. */
export function Wanted({ look: { isLoading, fault }, what, layout }: { look: Look<unknown>; what: string; layout: string }) {
  if (isLoading)
    return (
      <div class={`waiting-for is-${layout}`} role="status">
        <span class="unseen">{t('state.loading', { what })}</span>
        <i />
        <i />
        <i />
      </div>
    );
  return (
    <section class="trouble">
      <h1>{fault ? faultText(fault) : t('state.nothing', { what })}</h1>
      {fault && fault.message && fault.code !== 'offline' && (
        <p class="quiet" lang="en">
          {fault.message}
        </p>
      )}
      <p>{t('state.safe')}</p>
      <p>
        <button type="button" class="button is-main" onClick={() => location.reload()}>
          {t('state.again')}
        </button>
      </p>
    </section>
  );
}

function Bar({ at }: { at: string }) {
  return (
    <header class="staff-bar">
      <a class="brand" href={firstPlace()} translate={false} aria-label={t('place.home')}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M12 3a9 9 0 1 1-7.8 4.5" />
          <path d="M3.2 3.4l.8 4.6 4.5-1.2" />
        </svg>
        <span class="brand-word">{t('brand')}</span>
      </a>
      <nav aria-label={t('place.all')}>
        <ul>
          {places
            .filter((place) => place.isFor())
            .map((place) => (
              <li key={place.path}>
                <a href={place.path} aria-current={at === place.path ? 'page' : undefined}>
                  {placeName(place)}
                </a>
              </li>
            ))}
        </ul>
      </nav>
      <div class="bar-tools">
        <button type="button" class="search-button" onClick={() => (isSearchOpen.value = true)}>
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <circle cx="7" cy="7" r="4.5" />
            <path d="M10.5 10.5 14 14" />
          </svg>
          <span>{t('search.title')}</span> <KeyHint name="/" />
        </button>
        <button type="button" class="icon-button" aria-label={t('help.title')} onClick={() => (isHelpOpen.value = true)}>
          <span aria-hidden="true">?</span>
        </button>
        <button type="button" class="me-button" onClick={() => (isMeOpen.value = true)}>
          <span class="unseen">{t('me.title')} </span>
          <span class="me-name">{me.value?.title || me.value?.name}</span>
        </button>
      </div>
    </header>
  );
}

function NoticeLine() {
  const shown = notice.value;
  return (
    <div class="notices">
      <div role="status">{shown?.kind === 'done' && <p class="notice-line is-done">{shown.text}</p>}</div>
      <div role="alert">
        {shown?.kind === 'fault' && (
          <p class="notice-line is-fault">
            <span>
              {shown.text}
              {shown.detail && (
                <span class="small notice-detail" lang="en">
                  {shown.detail}
                </span>
              )}
            </span>
            <button type="button" class="button is-plain is-small" onClick={putAway}>
              {t('notice.away')}
            </button>
          </p>
        )}
      </div>
    </div>
  );
}

function goTo(path: string): () => void {
  return () => {
    if (location.pathname !== path) location.assign(path);
  };
}

function shellKeys(): Shortcut[] {
  return [
    { key: '/', what: 'search.title', run: () => (isSearchOpen.value = true) },
    ...places.filter((place) => place.isFor()).map((place) => ({ key: place.key, what: place.name, run: goTo(place.path) })),
  ];
}

async function enter(): Promise<void> {
  const who = await look('me');
  me.value = who;
  if ((who.role ?? 'stranger') !== 'stranger' && isAtLeast('agent')) house.value = await look('house');
}

/** Who is asking, and the house; then the page. */
function useEntry(): { isReady: boolean; fault: Fault | null } {
  const [fault, setFault] = useState<Fault | null>(null);
  const [isReady, setReady] = useState(false);
  useEffect(() => {
    enter().then(
      () => {
        if (!isAtLeast('agent')) location.replace(`/#${location.pathname}${location.search}${location.hash}`);
        else {
          setFault(null);
          setReady(true);
        }
      },
      (error: unknown) => setFault(error instanceof Fault ? error : new Fault('broken', String(error))),
    );
  }, [entries.value]);
  return { isReady, fault };
}

export function Shell({ at, title, children }: { at: string; title: Key; children: ComponentChildren }) {
  const { isReady, fault } = useEntry();
  useLayoutEffect(startKeys, []);
  useEffect(() => {
    document.title = t('page.title', { name: t(title) });
  });
  if (!isReady)
    return (
      <main id="main" tabIndex={-1}>
        {fault?.code === 'sign-in' ? null : <Wanted look={{ data: null, fault, isLoading: fault === null }} what={t(title)} layout="page" />}
      </main>
    );
  return <Inside at={at}>{children}</Inside>;
}

function Inside({ at, children }: { at: string; children: ComponentChildren }) {
  useKeys('help.places', shellKeys());
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => {
        event.preventDefault();
        document.getElementById('main')?.focus();
      }}>
        {t('skip')}
      </a>
      <Bar at={at} />
      <OfflineBanner since_us={lostSince_us.value} />
      <main id="main" tabIndex={-1} class={`staff-main is-${at.slice(1)}`}>
        {children}
      </main>
      <NoticeLine />
      <Help />
      {isSearchOpen.value && <Search />}
      {isMeOpen.value && <MeDialog />}
      {isSignedOut.value && <SignInAgain />}
    </>
  );
}
