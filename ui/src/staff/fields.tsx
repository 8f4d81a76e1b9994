// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Fields of forms: a label above, what it is for below, and the fault at the field that is to blame.
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import { faultText } from '../live/fault';
import { Fault } from './service';
import { t } from './words';

interface FieldProps {
  label: string;
  hint?: string | undefined;
  fault?: string | null | undefined;
  children: (ids: { id: string; describedBy: string | undefined; isBad: boolean }) => ComponentChildren;
}

export function Field({ label, hint, fault, children }: FieldProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ') || undefined;
  return (
    <div class={`field${fault ? ' is-bad' : ''}`}>
      <label for={id}>{label}</label>
      {children({ id, describedBy: described, isBad: Boolean(fault) })}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault && (
        <p class="field-fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
    </div>
  );
}

interface TextProps {
  label: string;
  value: string;
  change: (value: string) => void;
  hint?: string | undefined;
  fault?: string | null | undefined;
  type?: 'text' | 'password' | 'email' | 'tel' | 'date' | 'time' | 'number' | 'search';
  isNeeded?: boolean;
  autocomplete?: string;
  most?: number;
  pattern?: string;
  min?: string;
  isFirst?: boolean;
  lang?: string;
}

export function TextField({ label, value, change, hint, fault, type = 'text', isNeeded = false, autocomplete = 'off', most = 200, pattern, min, isFirst, lang }: TextProps) {
  return (
    <Field label={label} hint={hint} fault={fault}>
      {({ id, describedBy, isBad }) => (
        <input
          id={id} type={type as 'text'} value={value} required={isNeeded} autocomplete={autocomplete} maxLength={most} pattern={pattern} min={min} lang={lang}
          aria-describedby={describedBy} aria-invalid={isBad || undefined} autofocus={isFirst} spellcheck={false}
          onInput={(event) => change(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

export interface Choice {
  value: string;
  text: string;
}

export function ChoiceField({ label, value, change, choices, hint, fault }: {
  label: string; value: string; change: (value: string) => void; choices: Choice[]; hint?: string; fault?: string | null;
}) {
  return (
    <Field label={label} hint={hint} fault={fault}>
      {({ id, describedBy, isBad }) => (
        <select id={id} value={value} aria-describedby={describedBy} aria-invalid={isBad || undefined} onChange={(event) => change(event.currentTarget.value)}>
          {choices.map((one) => (
            <option key={one.value} value={one.value}>
              {one.text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** One of a few, all in sight: the first letter or an arrow key chooses. */
export function RadioField({ label, value, change, choices, isFirst = false }: {
  label: string; value: string; change: (value: string) => void; choices: Choice[]; isFirst?: boolean;
}) {
  const name = useId();
  return (
    <fieldset class="radios">
      <legend>{label}</legend>
      {choices.map((one, index) => (
        <label key={one.value} class="radio">
          <input
            type="radio" name={name} value={one.value} checked={value === one.value} autofocus={isFirst && (value === one.value || (index === 0 && !value))}
            onChange={() => change(one.value)}
          />
          <span>{one.text}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** Several of a list; none means all. */
export function ManyField({ label, values, change, choices, all }: {
  label: string; values: number[]; change: (values: number[]) => void; choices: { id: number; text: string }[]; all: string;
}) {
  return (
    <fieldset class="many">
      <legend>{label}</legend>
      <label class="check">
        <input type="checkbox" checked={values.length === 0} onChange={() => change([])} />
        <span>{all}</span>
      </label>
      {choices.map((one) => (
        <label key={one.id} class="check">
          <input
            type="checkbox" checked={values.includes(one.id)}
            onChange={(event) => change(event.currentTarget.checked ? [...values, one.id] : values.filter((id) => id !== one.id))}
          />
          <span>{one.text}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** What went wrong with a form: at its field, or above the buttons. */
export function useFormFault(): {
  at: (field: string) => string | null;
  rest: (known: string[]) => Fault | null;
  note: (error: unknown) => void;
  clear: () => void;
} {
  const [fault, setFault] = useState<Fault | null>(null);
  useEffect(() => {
    if (fault?.field) document.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [fault]);
  const words = (one: Fault) => (one.message ? `${faultText(one)} (${one.message})` : faultText(one));
  return {
    at: (field) => (fault?.field === field ? words(fault) : null),
    rest: (known) => (fault && !(fault.field && known.includes(fault.field)) ? fault : null),
    note: (error) => setFault(error instanceof Fault ? error : new Fault('broken', String(error))),
    clear: () => setFault(null),
  };
}

export function FormFault({ fault }: { fault: Fault | null }) {
  return (
    <div role="alert">
      {fault && (
        <p class="form-fault">
          {faultText(fault)}
          {fault.code !== 'offline' && fault.message && (
            <>
              {' '}
              <span class="small" lang="en">
                {fault.message}
              </span>
            </>
          )}
        </p>
      )}
    </div>
  );
}

interface FormProps {
  /** Sends; throws a Fault when it did not work. */
  send: () => Promise<void>;
  submit: string;
  cancel?: () => void;
  fields: string[];
  form: ReturnType<typeof useFormFault>;
  children: ComponentChildren;
  isDangerous?: boolean;
}

/** A form that is sent once at a time and says what went wrong where. */
export function Form({ send, submit, cancel, fields, form, children, isDangerous = false }: FormProps) {
  const [isSending, setSending] = useState(false);
  const go = async (event: Event) => {
    event.preventDefault();
    if (isSending) return;
    setSending(true);
    form.clear();
    try {
      await send();
    } catch (error) {
      form.note(error);
    } finally {
      setSending(false);
    }
  };
  return (
    <form class="form" onSubmit={(event) => void go(event)}>
      {children}
      <FormFault fault={form.rest(fields)} />
      <div class="form-do">
        <button type="submit" class={`button ${isDangerous ? 'is-grave' : 'is-main'}`} aria-busy={isSending}>
          {submit}
        </button>
        {cancel && (
          <button type="button" class="button" onClick={cancel}>
            {t('form.cancel')}
          </button>
        )}
      </div>
    </form>
  );
}
