// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Written by `npm run shapes` from src/service/views.def and commands.def: do not edit.
import type { Wording } from '../lib/language';

/** a service that customers come for */
export interface Service {
  /** the service */
  service: number | null;
  /** its workspace */
  workspace: number | null;
  /** its name as a key */
  name: string | null;
  /** its name for people */
  title: Wording | null;
  /** on its tickets */
  letter: string | null;
  /** the cycle of its customers */
  cycle: string | null;
  /** the usual time at the counter */
  usual_us: number | null;
  /** how many may wait; 0: any number */
  capacity: number | null;
}

/** a priority class */
export interface Class {
  /** its name as a key */
  name: string | null;
  /** its name for people */
  title: Wording | null;
  /** so many in turn before the next class has its turn; 0: all of them */
  up_to: number | null;
  /** customers may ask for it at the kiosk */
  is_asked: boolean;
}

/** a counter */
export interface Counter {
  /** the counter */
  counter: number | null;
  /** its name as a key */
  name: string | null;
  /** its name for people */
  title: Wording | null;
  /** what is served there; none: everything */
  services: number[];
  /** closed, open or paused */
  state: string | null;
  /** of a pause */
  reason: string | null;
  /** who sits there */
  staff: number | null;
  /** what they are called; only for staff */
  staff_title: string | null;
  /** in this state since */
  since_us: number | null;
  /** whom it calls or serves */
  ticket: number | null;
  /** on that ticket */
  label: string | null;
  /** called or serving */
  ticket_state: string | null;
  /** called, or served, since */
  ticket_since_us: number | null;
}

/** a branch */
export interface Branch {
  /** the branch */
  branch: number | null;
  /** its workspace */
  workspace: number | null;
  /** its name as a key */
  name: string | null;
  /** its name for people */
  title: Wording | null;
  /** its time zone, as IANA names it */
  zone: string | null;
  /** the calendar of its opening hours */
  calendar: string | null;
  /** open by the calendar */
  is_open: boolean;
  /** when it opens or closes next by the calendar */
  changes_us: number | null;
  /** its counters */
  counters: Counter[];
}

/** a department */
export interface Department {
  /** the department */
  department: number | null;
  /** its name as a key */
  name: string | null;
  /** its name for people */
  title: Wording | null;
}

/** a workspace: an organisation's map and places */
export interface Workspace {
  /** the workspace */
  workspace: number | null;
  /** the organisation's name as a key */
  name: string | null;
  /** its name for people */
  title: Wording | null;
  /** the map's version in force */
  version: number | null;
  /** when it was loaded */
  loaded_us: number | null;
  /** its languages, the main one first: en pl vi */
  languages: string | null;
  /** the names of its cycles, with blanks between */
  cycles: string | null;
  /** the names of its calendars, with blanks between */
  calendars: string | null;
  /** its services */
  services: Service[];
  /** its priority classes, the first goes first */
  classes: Class[];
  /** its departments */
  departments: Department[];
  /** its branches */
  branches: Branch[];
}

/** the whole house */
export interface House {
  /** nothing has been loaded yet */
  is_new: boolean;
  /** its workspaces */
  workspaces: Workspace[];
}

/** somebody of the staff */
export interface Staff {
  /** the person */
  staff: number | null;
  /** the name to sign in with */
  name: string | null;
  /** what they are called */
  title: string | null;
  /** agent, lead, manager or administrator */
  role: string | null;
  /** where they work; none: everywhere */
  branches: number[];
  /** what they can serve; none: everything */
  services: number[];
  /** of their screens */
  language: string | null;
  /** has a link that was not used yet */
  is_invited: boolean;
  /** last seen */
  seen_us: number | null;
  /** sessions that are open */
  sessions: number | null;
}

/** a paired device */
export interface Device {
  /** the device */
  device: number | null;
  /** where */
  branch: number | null;
  /** kiosk, display or poster */
  kind: string | null;
  /** what it is called */
  title: string | null;
  /** since */
  paired_us: number | null;
  /** last seen */
  seen_us: number | null;
}

/** a key of the API */
export interface Key {
  /** the key */
  key: number | null;
  /** what it is for */
  title: string | null;
  /** what it may do */
  role: string | null;
  /** it may only look */
  reads_only: boolean;
  /** where; none: everywhere */
  branches: number[];
  /** since */
  made_us: number | null;
  /** until */
  until_us: number | null;
  /** last used */
  seen_us: number | null;
}

/** people and what they hold */
export interface People {
  /** the staff */
  staff: Staff[];
  /** the devices */
  devices: Device[];
  /** the keys; only for administrators */
  keys: Key[];
}

/** who is asking */
export interface Me {
  /** the role */
  role: string | null;
  /** of the staff */
  staff: number | null;
  /** the name to sign in with */
  name: string | null;
  /** what they are called */
  title: string | null;
  /** of their screens */
  language: string | null;
  /** where they may act; none: everywhere */
  branches: number[];
  /** of a device: where it stands */
  branch: number | null;
  /** where they sit now */
  counter: number | null;
  /** the first workspace's name */
  house_title: Wording | null;
  /** nothing has been loaded yet */
  is_new: boolean;
}

/** a customer */
export interface Customer {
  /** the customer */
  customer: number | null;
  /** what they are called */
  title: string | null;
  /** telephone */
  telephone: string | null;
  /** e-mail */
  email: string | null;
  /** to speak to them */
  language: string | null;
  /** how they like to be called */
  preference: string | null;
  /** their priority class */
  class: string | null;
  /** what to know */
  note: string | null;
  /** journeys so far */
  visits: number | null;
  /** the last one began */
  last_us: number | null;
}

/** customers found */
export interface Customers {
  /** at most 50 */
  customers: Customer[];
}

/** an agreed time */
export interface Appointment {
  /** the appointment */
  appointment: number | null;
  /** what for */
  service: number | null;
  /** when */
  from_us: number | null;
  /** until */
  to_us: number | null;
  /** agreed, arrived, missed or cancelled */
  state: string | null;
  /** what to type at the kiosk */
  code: string | null;
  /** the customer */
  customer: number | null;
  /** what they are called */
  customer_title: string | null;
}

/** agreed times of a day */
export interface Appointments {
  /** in order of time */
  appointments: Appointment[];
}

/** a service as it stands at the kiosk */
export interface Offer {
  /** the service */
  service: number | null;
  /** its name */
  title: Wording | null;
  /** on its tickets */
  letter: string | null;
  /** a ticket can be had */
  is_offered: boolean;
  /** closed, full, late or unserved */
  why_not: string | null;
  /** how many wait for it */
  waiting: number | null;
  /** the wait for who comes now: from */
  least_us: number | null;
  /** to */
  most_us: number | null;
}

/** the kiosk */
export interface Kiosk {
  /** the branch */
  branch: number | null;
  /** the branch's name */
  title: Wording | null;
  /** the organisation's name */
  house_title: Wording | null;
  /** its languages, the main one first */
  languages: string | null;
  /** its time zone */
  zone: string | null;
  /** tickets can be had */
  is_open: boolean;
  /** when it opens next */
  opens_us: number | null;
  /** of the branch's last event: where to follow from */
  number: number | null;
  /** what customers come for */
  offers: Offer[];
  /** classes that can be asked for */
  classes: Class[];
}

/** a call */
export interface Call {
  /** the ticket */
  ticket: number | null;
  /** on it */
  label: string | null;
  /** the counter */
  counter: number | null;
  /** its name */
  counter_title: Wording | null;
  /** last called at */
  called_us: number | null;
  /** how often */
  calls: number | null;
  /** called, or serving when the customer has come */
  state: string | null;
  /** the customer's */
  language: string | null;
  /** see, hear or vibrate */
  preference: string | null;
}

/** the display */
export interface Display {
  /** the branch */
  branch: number | null;
  /** its name */
  title: Wording | null;
  /** the organisation's name */
  house_title: Wording | null;
  /** its languages, the main one first */
  languages: string | null;
  /** its time zone */
  zone: string | null;
  /** the branch is open */
  is_open: boolean;
  /** of the branch's last event: where to follow from */
  number: number | null;
  /** how many wait */
  waiting: number | null;
  /** labels of those who are next, with blanks between, at most eight */
  next: string | null;
  /** the latest call of each counter, the newest first */
  calls: Call[];
}

/** the map's closing question */
export interface Question {
  /** the survey */
  survey: string | null;
  /** the item */
  item: string | null;
  /** the question */
  ask: Wording | null;
  /** the scale's first mark */
  from: number | null;
  /** its last */
  to: number | null;
  /** what the first means */
  from_label: Wording | null;
  /** what the last means */
  to_label: Wording | null;
  /** said afterwards */
  thanks: Wording | null;
}

/** the ticket's own page */
export interface Ticket {
  /** the ticket */
  ticket: number | null;
  /** where */
  branch: number | null;
  /** its name */
  branch_title: Wording | null;
  /** the organisation's name */
  house_title: Wording | null;
  /** its languages, the main one first */
  languages: string | null;
  /** its time zone */
  zone: string | null;
  /** of the branch's last event: where to follow from */
  number: number | null;
  /** on it */
  label: string | null;
  /** waiting, called, serving, held, parked, missed, done or left */
  state: string | null;
  /** what for */
  service_title: Wording | null;
  /** taken at */
  taken_us: number | null;
  /** how many are called before, as it stands */
  ahead: number | null;
  /** counters that are open for it */
  counters: number | null;
  /** what was quoted first: from */
  first_least_us: number | null;
  /** to */
  first_most_us: number | null;
  /** as it stands now, from now on: from */
  least_us: number | null;
  /** to */
  most_us: number | null;
  /** it takes longer than was quoted first */
  is_longer: boolean;
  /** where to go */
  counter_title: Wording | null;
  /** called at */
  called_us: number | null;
  /** how often */
  calls: number | null;
  /** the customer's */
  language: string | null;
  /** see, hear or vibrate */
  preference: string | null;
  /** services that follow */
  errands: number | null;
  /** the answer given */
  answered_mark: number | null;
  /** the closing question, when it can be answered */
  question: Question | null;
}

/** a standard as a running clock */
export interface Clock {
  /** the clock */
  clock: number | null;
  /** whose */
  ticket: number | null;
  /** on that ticket */
  label: string | null;
  /** the moment */
  moment: string | null;
  /** its name */
  moment_title: Wording | null;
  /** the standard */
  standard: string | null;
  /** what was promised */
  promise: Wording | null;
  /** what it serves, such as expectation wait-2026 */
  source: string | null;
  /** of a critical moment */
  is_critical: boolean;
  /** running, paused or missed */
  state: string | null;
  /** since */
  begun_us: number | null;
  /** until; null while paused */
  due_us: number | null;
  /** a breach is predicted */
  is_warned: boolean;
  /** how likely a breach is, 0 to 1 */
  chance: number | null;
  /** of a missed one: none, wanted, begun or done */
  response_state: string | null;
  /** what to say now */
  response_say: Wording | null;
  /** what to do now */
  response_procedure: string | null;
  /** who is told */
  response_tell: string | null;
}

/** a ticket in line, or aside */
export interface Waiting {
  /** the ticket */
  ticket: number | null;
  /** on it */
  label: string | null;
  /** what for */
  service: number | null;
  /** its priority class */
  class: string | null;
  /** waiting, held, parked or missed */
  state: string | null;
  /** taken at */
  taken_us: number | null;
  /** its place: the arrival that counts */
  place_us: number | null;
  /** the counter that shall call it */
  for_counter: number | null;
  /** the agreed time */
  appointment_us: number | null;
  /** the customer, when known */
  customer: number | null;
  /** what they are called */
  customer_title: string | null;
  /** the most that was quoted */
  first_most_us: number | null;
  /** the first of its standards to fall due */
  due_us: number | null;
  /** a breach is predicted */
  is_warned: boolean;
  /** a standard was missed already */
  is_missed: boolean;
}

/** a step of a procedure */
export interface Step {
  /** what to do */
  text: Wording | null;
}

/** a moment in front of the counter */
export interface DeskMoment {
  /** the moment */
  moment: string | null;
  /** its name */
  title: Wording | null;
  /** its stage */
  stage: string | null;
  /** critical */
  is_critical: boolean;
  /** staff mark it themselves; else events do */
  is_marked: boolean;
  /** coming, begun, positive, neutral, negative or over */
  state: string | null;
  /** since */
  begun_us: number | null;
  /** until */
  ended_us: number | null;
  /** what to say */
  say: Wording | null;
  /** what it needs to be good */
  needs: Wording | null;
  /** its procedure */
  procedure: string | null;
  /** the procedure's name */
  procedure_title: Wording | null;
  /** the procedure's steps */
  steps: Step[];
}

/** an earlier visit */
export interface Past {
  /** the journey */
  journey: number | null;
  /** when */
  opened_us: number | null;
  /** what for */
  service_title: Wording | null;
  /** satisfied, dissatisfied, abandoned, or none yet */
  outcome: string | null;
  /** the answer given */
  mark: number | null;
}

/** the customer in front of the counter */
export interface Visit {
  /** the ticket */
  ticket: number | null;
  /** on it */
  label: string | null;
  /** called or serving */
  state: string | null;
  /** in this state since */
  since_us: number | null;
  /** taken at */
  taken_us: number | null;
  /** last called at */
  called_us: number | null;
  /** how often */
  calls: number | null;
  /** what for */
  service: number | null;
  /** the priority class */
  class: string | null;
  /** services that follow */
  errands: number[];
  /** to speak to them */
  language: string | null;
  /** how they like to be called */
  preference: string | null;
  /** the journey */
  journey: number | null;
  /** who it is, when known */
  customer: Customer | null;
  /** the moments of the map at the counter, in order */
  moments: DeskMoment[];
  /** the journey's clocks */
  clocks: Clock[];
  /** earlier visits, the last first */
  past: Past[];
}

/** the desk */
export interface Desk {
  /** the branch */
  branch: number | null;
  /** its name */
  title: Wording | null;
  /** its time zone */
  zone: string | null;
  /** of the branch's last event: where to follow from */
  number: number | null;
  /** the day is open */
  is_open: boolean;
  /** the counter */
  counter: Counter | null;
  /** the customer in front of it */
  visit: Visit | null;
  /** the ticket that is called next, as it stands */
  next: number | null;
  /** whom this counter may serve, in the order in which they would be called */
  waiting: Waiting[];
  /** held, parked or missed in this branch */
  aside: Waiting[];
  /** all counters of the branch */
  counters: Counter[];
  /** all services of the branch */
  services: Service[];
  /** all priority classes */
  classes: Class[];
  /** customers served today by who asks */
  served: number | null;
}

/** a moment of the map, now and today */
export interface MomentNow {
  /** its cycle */
  cycle: string | null;
  /** its stage */
  stage: string | null;
  /** the moment */
  moment: string | null;
  /** customers in it now; null where it cannot be known */
  now: number | null;
  /** clocks of those that are past due */
  missed_now: number | null;
  /** clocks of those that will probably be missed */
  warned_now: number | null;
  /** clocks that ended today */
  judged: number | null;
  /** of these kept */
  kept: number | null;
}

/** a bad answer of today */
export interface BadAnswer {
  /** the ticket */
  ticket: number | null;
  /** on it */
  label: string | null;
  /** when */
  at_us: number | null;
  /** the mark */
  mark: number | null;
  /** the scale's first mark */
  from: number | null;
  /** its last */
  to: number | null;
  /** the sentence */
  words: string | null;
}

/** a branch now */
export interface Today {
  /** the branch */
  branch: number | null;
  /** its name */
  title: Wording | null;
  /** its time zone */
  zone: string | null;
  /** of the branch's last event: where to follow from */
  number: number | null;
  /** the moment of this picture */
  now_us: number | null;
  /** the day is open */
  is_open: boolean;
  /** open by the calendar */
  is_open_by_calendar: boolean;
  /** when it opens or closes next by the calendar */
  changes_us: number | null;
  /** tickets taken today */
  taken: number | null;
  /** customers served today */
  served: number | null;
  /** who gave up today */
  left: number | null;
  /** who did not come when called, today */
  missed: number | null;
  /** who were turned away today */
  refused: number | null;
  /** each service: who waits, how long it takes for who comes now */
  offers: Offer[];
  /** who waits, the oldest place first, at most 500 */
  waiting: Waiting[];
  /** held, parked or missed */
  aside: Waiting[];
  /** the counters */
  counters: Counter[];
  /** standards at risk, what is due first on top, then those missed, the latest first; at most 200 */
  clocks: Clock[];
  /** the map of each cycle with its counts */
  moments: MomentNow[];
  /** bad answers of today, the newest first, at most 20 */
  bad_answers: BadAnswer[];
}

/** an event of the journal */
export interface Happening {
  /** the branch */
  branch: number | null;
  /** in the branch */
  number: number | null;
  /** what has happened */
  kind: string | null;
  /** when */
  at_us: number | null;
  /** the journey */
  journey: number | null;
  /** the ticket, counter, clock … of the kind */
  subject: number | null;
  /** by whom */
  staff: number | null;
  /** on the ticket */
  label: string | null;
  /** the counter */
  counter: number | null;
  /** its name */
  counter_title: Wording | null;
  /** the service */
  service: number | null;
  /** of a call: how often */
  calls: number | null;
  /** of a call: the customer's language */
  language: string | null;
  /** the moment */
  moment: string | null;
  /** the standard */
  standard: string | null;
  /** the outcome */
  outcome: string | null;
  /** the mark given */
  mark: number | null;
}

/** a journey */
export interface Journey {
  /** the journey */
  journey: number | null;
  /** its cycle */
  cycle: string | null;
  /** the map's version */
  version: number | null;
  /** since */
  opened_us: number | null;
  /** until */
  ended_us: number | null;
  /** satisfied, dissatisfied, abandoned, or none yet */
  outcome: string | null;
  /** the customer, when known */
  customer: number | null;
  /** what happened, in order, at most 1,000 */
  events: Happening[];
}

/** something found */
export interface Found {
  /** customer, ticket, moment, procedure, branch or staff */
  kind: string | null;
  /** its number */
  id: number | null;
  /** where */
  branch: number | null;
  /** its name as a key */
  name: string | null;
  /** its name for people, in the asker's language */
  title: string | null;
}

/** what was found */
export interface Search {
  /** the best first, at most 30 */
  found: Found[];
}

/** What each view shows. */
export interface Views {
  me: Me;
  house: House;
  people: People;
  customers: Customers;
  kiosk: Kiosk;
  display: Display;
  ticket: Ticket;
  desk: Desk;
  today: Today;
  appointments: Appointments;
  journey: Journey;
  search: Search;
}

/** What each command takes. */
export interface Takes {
  map_load: {
  };
  example_load: {
    example: string;
  };
  branch_add: {
    workspace: number;
    name: string;
    title: Wording | string;
    calendar?: string;
  };
  branch_change: {
    branch: number;
    title?: Wording | string;
    calendar?: string;
  };
  branch_remove: {
    branch: number;
  };
  counter_add: {
    branch: number;
    name: string;
    title: Wording | string;
    services?: number[];
  };
  counter_change: {
    counter: number;
    title?: Wording | string;
    services?: number[];
    serves_all?: boolean;
  };
  counter_remove: {
    counter: number;
  };
  service_add: {
    workspace: number;
    name: string;
    title: Wording | string;
    cycle?: string;
    letter: string;
    usual_us?: number;
    capacity?: number;
  };
  service_change: {
    service: number;
    title?: Wording | string;
    usual_us?: number;
    capacity?: number;
  };
  service_remove: {
    service: number;
  };
  department_add: {
    workspace: number;
    name: string;
    title: Wording | string;
  };
  department_remove: {
    department: number;
  };
  staff_add: {
    name: string;
    title: string;
    role: string;
    branches?: number[];
    services?: number[];
    language?: string;
  };
  staff_change: {
    staff: number;
    title?: string;
    role?: string;
    branches?: number[];
    services?: number[];
    everywhere?: boolean;
    everything?: boolean;
    language?: string;
  };
  staff_remove: {
    staff: number;
  };
  staff_invite: {
    staff: number;
  };
  invitation_use: {
    invitation: string;
    password: string;
  };
  password_change: {
    password: string;
  };
  session_open: {
    staff: number;
  };
  session_rotate: {
    session: string;
  };
  session_close: {
    session: string;
  };
  sessions_close: {
    staff?: number;
  };
  key_add: {
    title: string;
    role: string;
    reads_only?: boolean;
    branches?: number[];
    until_us?: number;
  };
  key_remove: {
    key: number;
  };
  device_pair: {
    branch: number;
    kind: string;
    title: string;
  };
  device_remove: {
    device: number;
  };
  customer_add: {
    title: string;
    telephone?: string;
    email?: string;
    language?: string;
    preference?: string;
    class?: string;
    note?: string;
  };
  customer_change: {
    customer: number;
    title?: string;
    telephone?: string;
    email?: string;
    language?: string;
    preference?: string;
    class?: string;
    note?: string;
  };
  customer_erase: {
    customer: number;
  };
  seen_note: {
    devices?: number[];
    keys?: number[];
  };
  day_open: {
    branch: number;
  };
  day_close: {
    branch: number;
  };
  counter_open: {
    counter: number;
  };
  counter_pause: {
    counter: number;
    reason?: string;
  };
  counter_close: {
    counter: number;
  };
  appointment_make: {
    branch: number;
    service: number;
    from_us: number;
    customer?: number;
  };
  appointment_move: {
    appointment: number;
    from_us: number;
  };
  appointment_cancel: {
    appointment: number;
  };
  ticket_take: {
    branch: number;
    services?: number[];
    form?: string;
    class?: string;
    customer?: number;
    code?: string;
    language?: string;
    preference?: string;
  };
  ticket_next: {
    counter: number;
  };
  ticket_call: {
    ticket: number;
    counter: number;
  };
  ticket_recall: {
    ticket: number;
  };
  ticket_missed: {
    ticket: number;
  };
  ticket_begin: {
    ticket: number;
  };
  ticket_hold: {
    ticket: number;
    reason?: string;
  };
  ticket_park: {
    ticket: number;
    reason?: string;
  };
  ticket_resume: {
    ticket: number;
    counter?: number;
  };
  ticket_transfer: {
    ticket: number;
    service?: number;
    counter?: number;
    loses_place?: boolean;
  };
  ticket_change: {
    ticket: number;
    class?: string;
    customer?: number;
  };
  ticket_prefer: {
    ticket: number;
    preference?: string;
    language?: string;
  };
  ticket_leave: {
    ticket: number;
  };
  errand_add: {
    ticket: number;
    service: number;
  };
  moment_mark: {
    ticket: number;
    moment: string;
    mark: string;
  };
  ticket_finish: {
    ticket: number;
    outcome: string;
  };
  answer_give: {
    ticket: number;
    mark: number;
    words?: string;
  };
  response_begin: {
    clock: number;
  };
  response_finish: {
    clock: number;
    outcome?: string;
  };
  ticket_repair: {
    ticket: number;
    state: string;
    counter?: number;
    happened_us?: number;
    reason: string;
  };
  branch_tick: {
    branch: number;
  };
}

/** What each command gives. */
export interface Gives {
  map_load: {
    workspace: number;
    version: number;
    is_new: boolean;
  };
  example_load: {
    workspace: number;
    version: number;
  };
  branch_add: {
    branch: number;
  };
  branch_change: {
  };
  branch_remove: {
  };
  counter_add: {
    counter: number;
  };
  counter_change: {
  };
  counter_remove: {
  };
  service_add: {
    service: number;
  };
  service_change: {
  };
  service_remove: {
  };
  department_add: {
    department: number;
  };
  department_remove: {
  };
  staff_add: {
    staff: number;
    invitation: string;
  };
  staff_change: {
  };
  staff_remove: {
  };
  staff_invite: {
    invitation: string;
  };
  invitation_use: {
    staff: number;
  };
  password_change: {
  };
  session_open: {
    session: string;
  };
  session_rotate: {
    session: string;
  };
  session_close: {
  };
  sessions_close: {
    closed: number;
  };
  key_add: {
    key: number;
    secret: string;
  };
  key_remove: {
  };
  device_pair: {
    device: number;
    secret: string;
  };
  device_remove: {
  };
  customer_add: {
    customer: number;
  };
  customer_change: {
  };
  customer_erase: {
  };
  seen_note: {
  };
  day_open: {
    day: number;
  };
  day_close: {
    waiting: number;
  };
  counter_open: {
  };
  counter_pause: {
  };
  counter_close: {
  };
  appointment_make: {
    appointment: number;
    code: string;
  };
  appointment_move: {
  };
  appointment_cancel: {
  };
  ticket_take: {
    ticket: number;
    label: string;
    secret: string;
    journey: number;
    ahead: number;
    least_us: number;
    most_us: number;
  };
  ticket_next: {
    ticket: number;
    label: string;
  };
  ticket_call: {
  };
  ticket_recall: {
    calls: number;
  };
  ticket_missed: {
  };
  ticket_begin: {
  };
  ticket_hold: {
  };
  ticket_park: {
  };
  ticket_resume: {
  };
  ticket_transfer: {
  };
  ticket_change: {
  };
  ticket_prefer: {
  };
  ticket_leave: {
  };
  errand_add: {
  };
  moment_mark: {
  };
  ticket_finish: {
    is_over: boolean;
  };
  answer_give: {
  };
  response_begin: {
  };
  response_finish: {
  };
  ticket_repair: {
  };
  branch_tick: {
    next_us: number;
  };
}
