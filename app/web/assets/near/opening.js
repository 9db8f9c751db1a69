// When something is open, as app/opening.py reckons it; a test compares the two.
// Days are whole numbers since 1 January 1970; times of day and instants are whole minutes.

import { filled, gettext as _, isolated, locale } from "../words.js";

const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const NAMES = locale.days || ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS = [
  "January", "February", "March", "April", "May", "June",
  "July", "August", "September", "October", "November", "December",
];
const CHANNELS = { phone: _("Phone line"), webchat: _("Online chat"), text: _("Text line"), email: _("Email") };
const DAY = 24 * 60;
const WEEK = 7 * DAY;
const BEHIND = 2;
const AHEAD = 400;
const SOON = 35;
const EVENING = 18 * 60;

// --- days and the clock on the wall -----------------------------------------------------------

const london = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London",
  hourCycle: "h23",
  year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric",
});

/** Ask for the wall clock in London at an instant, as minutes since 1970 began there. */
function asked(instant) {
  const part = {};
  for (const { type, value } of london.formatToParts(instant * 60000)) part[type] = Number(value);
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute) / 60000;
}

const offsets = new Map();

/** How far London is from UTC at midnight UTC of a day; kept, as asking is slow. */
function offset(day) {
  if (!offsets.has(day)) offsets.set(day, asked(day * DAY) - day * DAY);
  return offsets.get(day);
}

/** Give the wall clock in London at an instant; asked for only on days when the clocks change. */
function wall(instant) {
  const day = Math.floor(instant / DAY);
  return offset(day) === offset(day + 1) ? instant + offset(day) : asked(instant);
}

/** Turn a wall-clock time into an instant: a repeated one the first time round (RFC 5545). */
function instant(clock) {
  const day = Math.floor(clock / DAY);
  const before = offset(day);
  if (before === offset(day + 1)) return clock - before;
  const summer = Math.max(before, offset(day + 1));
  if (wall(clock - summer) === clock) return clock - summer;
  return clock - Math.min(before, offset(day + 1));
}

/** Read a date, or the first day of a year or month. */
function firstDay(partial) {
  const [year, month = 1, day = 1] = partial.split("-").map(Number);
  return Date.UTC(year, month - 1, day) / 86400000;
}

function lastDay(partial) {
  const [year, month, day] = partial.split("-").map(Number);
  if (day) return firstDay(partial);
  return Date.UTC(month ? year : year + 1, month || 0, 0) / 86400000;
}

function dateOf(day) {
  return new Date(day * 86400000);
}

function weekday(day) {
  return (((day + 3) % 7) + 7) % 7;
}

function minutes(time) {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

// --- sessions ---------------------------------------------------------------------------------

/** A calendar: sets of bank holidays, and terms, from dates such as 2026-12-25. */
export function calendar(holidays = [], terms = []) {
  const known = terms.map(([first, last]) => [firstDay(first), firstDay(last)]);
  return {
    holidays: new Set(holidays.map(firstDay)),
    terms: known,
    inTerm: (day) => known.some(([first, last]) => first <= day && day <= last),
  };
}

/** Whether a pattern falls on a day. */
function fallsOn(row, day) {
  if (row.dtstart && day < firstDay(row.dtstart)) return false;
  if (row.valid_from && day < firstDay(row.valid_from)) return false;
  if (row.valid_to && day > lastDay(row.valid_to)) return false;
  return row.freq === "monthly" ? inMonth(row, day) : inWeek(row, day);
}

function inWeek(row, day) {
  if (!row.byday.includes(DAYS[weekday(day)])) return false;
  if (!row.interval) return true;
  const monday = (one) => one - weekday(one);
  return ((monday(day) - monday(firstDay(row.dtstart))) / 7) % row.interval === 0;
}

function inMonth(row, day) {
  const date = dateOf(day);
  const number = Math.floor((date.getUTCDate() - 1) / 7) + 1;
  const last = dateOf(day + 7).getUTCMonth() !== date.getUTCMonth();
  const name = DAYS[weekday(day)];
  if (!row.byday.includes(`${number}${name}`) && !(last && row.byday.includes(`-1${name}`))) return false;
  return !row.interval || (months(date) - months(dateOf(firstDay(row.dtstart)))) % row.interval === 0;
}

function months(date) {
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** Whether a pattern is open on a day; when sure, only if anybody may come. */
function runsOn(row, day, known, sure) {
  if (!fallsOn(row, day) || (sure && row.by_appointment)) return false;
  if (row.closed_on_bank_holidays && known.holidays.has(day)) return false;
  return !row.term_time_only || (!sure && !known.terms.length) || known.inTerm(day);
}

/** Give the sessions that begin on a day. */
function sessionsOn(rows, day, known, sure) {
  const found = [];
  rows.forEach((row, number) => {
    if (!runsOn(row, day, known, sure)) return;
    const opens = instant(day * DAY + minutes(row.opens_at));
    const closes = instant((day + (row.closes_next_day ? 1 : 0)) * DAY + minutes(row.closes_at));
    if (opens < closes) found.push({ opens, closes, number, day });
  });
  return found.sort((a, b) => a.opens - b.opens || a.closes - b.closes || a.number - b.number);
}

// --- at an instant ----------------------------------------------------------------------------

/** Say whether something is open at an instant: {open, label, today}; null when not known. */
export function state(rows, now, known) {
  if (!rows || !rows.length) return null;
  const today = Math.floor(wall(now) / DAY);
  let ahead = [];
  for (let day = today - BEHIND; day <= today + AHEAD; day += 1) {
    ahead = ahead.concat(sessionsOn(rows, day, known, true).filter((one) => one.closes > now));
    if (ahead.length && day >= today) break;
  }
  const running = ahead.filter((one) => one.opens <= now).sort((a, b) => a.number - b.number);
  const chosen = running[0] || ahead[0];
  if (!chosen) return { open: false, label: closedLabel(rows), today: false };
  const row = rows[chosen.number];
  const label = running.length ? openLabel(rows, chosen, now, known) : opensLabel(row, chosen, today);
  return {
    open: running.length > 0,
    label: doubted(row, chosen, known, at(row, label)),
    today: ahead.some((one) => Math.floor(wall(one.opens) / DAY) <= today),
  };
}

function openLabel(rows, chosen, now, known) {
  const { channel } = rows[chosen.number];
  const until = untilWhen(rows, chosen, now, known);
  const local = wall(until);
  const values = { channel: CHANNELS[channel], time: clock(local) };
  if (until - now >= WEEK) {
    return channel ? _("%(channel)s open now, day and night", values) : _("Open now, day and night");
  }
  if (until - now < DAY) {
    return channel ? _("%(channel)s open now until %(time)s", values) : _("Open now until %(time)s", values);
  }
  values.day = NAMES[weekday(Math.floor(local / DAY))];
  return channel
    ? _("%(channel)s open now until %(time)s on %(day)s", values)
    : _("Open now until %(time)s on %(day)s", values);
}

/** When a session ends, or those that follow it without a gap in the same channel. */
function untilWhen(rows, chosen, now, known) {
  let until = chosen.closes;
  for (let day = chosen.day - BEHIND; day <= Math.floor(wall(now + WEEK) / DAY); day += 1) {
    for (const one of sessionsOn(rows, day, known, true)) {
      const same = rows[one.number].channel === rows[chosen.number].channel;
      if (same && one.closes > now && one.opens <= until) until = Math.max(until, one.closes);
    }
  }
  return until;
}

/** Say when it opens, naming the day as people do: today, tomorrow, Monday, 12 January. */
function opensLabel({ channel }, session, today) {
  const time = wall(session.opens);
  const day = Math.floor(time / DAY);
  const values = { channel: CHANNELS[channel], time: clock(time) };
  if (day === today) {
    return channel ? _("%(channel)s opens today at %(time)s", values) : _("Opens today at %(time)s", values);
  }
  if (day - today < 2) {
    return channel ? _("%(channel)s opens tomorrow at %(time)s", values) : _("Opens tomorrow at %(time)s", values);
  }
  if (day - today < 7) {
    values.day = NAMES[weekday(day)];
    return channel ? _("%(channel)s opens %(day)s at %(time)s", values) : _("Opens %(day)s at %(time)s", values);
  }
  values.date = dateWords(dateOf(day), dateOf(today));
  return channel ? _("%(channel)s opens %(date)s at %(time)s", values) : _("Opens %(date)s at %(time)s", values);
}

/** Write a date, with the year if it is another: 12 January, 12 January 2027. */
function dateWords(date, today) {
  const [day, month, year] = [date.getUTCDate(), date.getUTCMonth(), date.getUTCFullYear()];
  const same = year === today.getUTCFullYear();
  if (locale.days) return filled(locale[same ? "dates" : "years"][month], { day, year });
  return `${day} ${MONTHS[month]}${same ? "" : ` ${year}`}`;
}

/** Write a time of day: 9am, midday, 4:30pm. */
function clock(time) {
  const minutes = ((time % DAY) + DAY) % DAY;
  const hour = Math.floor(minutes / 60);
  const minute = String(minutes % 60).padStart(2, "0");
  if (locale.times) return filled(locale.times[hour], { minute });
  if (minutes === 0) return "midnight";
  if (minutes === 720) return "midday";
  return `${hour % 12 || 12}${minutes % 60 ? `:${minute}` : ""}${hour < 12 ? "am" : "pm"}`;
}

function closedLabel(rows) {
  if (rows.some((row) => row.by_appointment)) return _("By appointment");
  if (rows.some((row) => row.term_time_only)) return _("In term time only");
  return _("Closed now");
}

function allHours(row) {
  const whole = row.opens_at === "00:00" && row.closes_at === "24:00";
  return whole && new Set(row.byday).size === 7 && row.freq !== "monthly";
}

function at({ at: place }, state) {
  return place ? _("%(state)s, at %(place)s", { state, place: isolated(place) }) : state;
}

/** Warn where a pattern says nothing of bank holidays and the day is one. */
function doubted(row, session, known, state) {
  if (!known.holidays.has(session.day) || allHours(row)) return state;
  return _("%(state)s (bank holiday: check first)", { state });
}

// --- the questions of filters -----------------------------------------------------------------

/** Whether something is open now, later today, in the evening or at the weekend. */
export function fits(rows, when, now, known) {
  if (!rows || !rows.length) return false;
  if (when === "now" || when === "today") {
    const found = state(rows, now, known);
    return when === "now" ? found.open : found.today;
  }
  const today = Math.floor(wall(now) / DAY);
  for (let day = today; day <= today + SOON; day += 1) {
    for (const one of sessionsOn(rows, day, known, false)) {
      const fit = when === "evening" ? one.closes > instant(one.day * DAY + EVENING) : weekday(one.day) >= 5;
      if (fit) return true;
    }
  }
  return false;
}
