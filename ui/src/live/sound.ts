// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Sound: a chime made here, and utterances from the server. A browser lets a page sound only after
// somebody has touched it, so there are three states: off, blocked (wanted, not yet touched), on.
// Utterances wait in a queue: never two at once, the oldest give way when there are too many.
import { signal } from '@preact/signals';
import { recall, remember } from '../lib/theme';

export type Sound = 'off' | 'blocked' | 'on';
export const sound = signal<Sound>('off');

let context: AudioContext | null = null;

function contextOf(): AudioContext | null {
  if (!context && typeof AudioContext === 'function') {
    context = new AudioContext();
    context.addEventListener('statechange', () => {
      if (sound.value === 'on' && context?.state !== 'running') sound.value = 'blocked';
      else if (sound.value === 'blocked' && context?.state === 'running') sound.value = 'on';
    });
  }
  return context;
}

/** On a touch: asks the browser for sound. */
export async function enableSound(): Promise<boolean> {
  const own = contextOf();
  if (!own) return false;
  remember('sound', 'on');
  try {
    await Promise.race([own.resume(), new Promise((resolve) => setTimeout(resolve, 1500))]);
  } catch {
    /* stays blocked */
  }
  sound.value = own.state === 'running' ? 'on' : 'blocked';
  return sound.value === 'on';
}

export function disableSound(): void {
  remember('sound', 'off');
  sound.value = 'off';
  void context?.suspend();
}

/** At the start: if sound was on before, it goes on, or waits for a touch when the browser wants one. */
export async function resumeSound(isWished: boolean): Promise<void> {
  const kept = recall('sound');
  if (kept ? kept === 'on' : isWished) await enableSound();
}

function ended(node: AudioScheduledSourceNode, most_ms: number): Promise<void> {
  return new Promise((resolve) => {
    /* A device whose output has gone away ends nothing: the queue must not stand still. */
    const timer = setTimeout(resolve, most_ms);
    node.onended = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

/** Two soft strokes, the second lower. */
export async function chime(): Promise<void> {
  const own = contextOf();
  if (!own || sound.value !== 'on') return;
  let last: OscillatorNode | null = null;
  for (const [pitch, after] of [[784, 0], [622.25, 0.32]] as const) {
    const start = own.currentTime + 0.03 + after;
    const tone = own.createOscillator();
    const loud = own.createGain();
    tone.frequency.value = pitch;
    loud.gain.setValueAtTime(0, start);
    loud.gain.linearRampToValueAtTime(0.4, start + 0.012);
    loud.gain.exponentialRampToValueAtTime(0.001, start + 0.75);
    tone.connect(loud).connect(own.destination);
    tone.start(start);
    tone.stop(start + 0.8);
    last = tone;
  }
  if (last) await ended(last, 2500);
}

/** Plays a recording to its end; what cannot be read is silence. */
export async function play(recording: Blob): Promise<void> {
  const own = contextOf();
  if (!own || sound.value !== 'on') return;
  try {
    const source = own.createBufferSource();
    source.buffer = await own.decodeAudioData(await recording.arrayBuffer());
    source.connect(own.destination);
    source.start();
    await ended(source, source.buffer.duration * 1000 + 2000);
  } catch {
    /* the chime was heard and the call is on the screen */
  }
}

/** Does one thing after the other. */
export class Queue {
  #waiting: (() => Promise<void>)[] = [];
  #isBusy = false;

  constructor(private readonly most: number) {}

  get length(): number {
    return this.#waiting.length + (this.#isBusy ? 1 : 0);
  }

  add(work: () => Promise<void>): void {
    this.#waiting.push(work);
    if (this.#waiting.length > this.most) this.#waiting.shift();
    if (!this.#isBusy) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isBusy = true;
    for (let work = this.#waiting.shift(); work; work = this.#waiting.shift()) {
      try {
        await work();
      } catch {
        /* one utterance that fails does not silence the next */
      }
    }
    this.#isBusy = false;
  }
}
