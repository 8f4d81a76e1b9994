// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A choice of one of a few, as a group of radio buttons that looks like one control.
export interface Choice {
  value: string;
  text: string;
  lang?: string;
}

interface Props {
  name: string;
  label: string;
  choices: Choice[];
  chosen: string;
  choose: (value: string) => void;
}

export function Switch({ name, label, choices, chosen, choose }: Props) {
  return (
    <fieldset class="switch">
      <legend class="unseen">{label}</legend>
      {choices.map(({ value, text, lang }) => (
        <label key={value} lang={lang}>
          <input type="radio" name={name} value={value} checked={chosen === value} onChange={() => choose(value)} />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  );
}
