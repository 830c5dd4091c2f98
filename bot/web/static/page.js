// What the page does beyond links and forms: local times, live arrivals, lit quotes, answers in place.
"use strict";

const calm = matchMedia("(prefers-reduced-motion: reduce)");

// --- Times in the reader's zone

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
// The server words digests and quiet hours in the reader's zone, too.
document.cookie = `zone=${encodeURIComponent(zone)}; path=/; max-age=31536000; samesite=lax`;
const dayAndTime = new Intl.DateTimeFormat("en-GB", {
  day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit",
});

const dayOnly = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

function localise(root) {
  for (const time of root.querySelectorAll("time[datetime]")) {
    const when = new Date(time.dateTime);
    if (!Number.isNaN(when.valueOf())) {
      time.title = time.title || time.textContent;
      time.textContent = ("day" in time.dataset ? dayOnly : dayAndTime).format(when);
    }
  }
}

// --- Quotes: words of a line and the places in the text that prove them light up together

const said = document.getElementById("said");
let pinned = null;

const numbers = (run) => (run.dataset.e || "").split(" ").filter(Boolean);

function light(run) {
  for (const lit of document.querySelectorAll("mark.on, .run.on")) lit.classList.remove("on");
  if (!run) return [];
  run.classList.add("on");
  const marks = numbers(run).flatMap((number) => [...document.querySelectorAll(`mark.${number}`)]);
  for (const mark of marks) mark.classList.add("on");
  return marks;
}

function show(mark, force) {
  if (!mark) return;
  const paper = mark.closest(".paper");
  const behavior = calm.matches ? "auto" : "smooth";
  if (paper && paper.scrollHeight > paper.clientHeight + 1) {
    const at = mark.getBoundingClientRect().top - paper.getBoundingClientRect().top;
    if (at < 0 || at > paper.clientHeight - 60) {
      paper.scrollTo({ top: paper.scrollTop + at - paper.clientHeight / 3, behavior });
    }
  } else if (force) {
    mark.scrollIntoView({ block: "center", behavior });
  }
}

const runOf = (event) => event.target.closest && event.target.closest("a.run[data-e]");
const isHere = (run) => run && run.hash && run.getAttribute("href").startsWith("#");

document.addEventListener("pointerover", (event) => {
  if (event.pointerType !== "mouse") return;
  const run = runOf(event);
  if (isHere(run)) show(light(run)[0], false);
});
document.addEventListener("pointerout", (event) => {
  if (event.pointerType === "mouse" && runOf(event)) light(pinned);
});
document.addEventListener("focusin", (event) => {
  const run = runOf(event);
  if (isHere(run)) show(light(run)[0], false);
});
document.addEventListener("focusout", (event) => {
  if (runOf(event)) light(pinned);
});
document.addEventListener("click", (event) => {
  const run = runOf(event);
  if (!isHere(run) || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  pinned = run;
  const marks = light(run);
  show(marks[0], true);
  history.replaceState(null, "", run.hash);
  const words = new Map(numbers(run).map((n) => [
    n, [...document.querySelectorAll(`mark.${n}`)].map((mark) => mark.textContent).join(""),
  ]));
  if (said) said.textContent = `Quote: ${[...words.values()].join(" … ")}`;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && pinned) {
    pinned = null;
    light(null);
    if (location.hash.startsWith("#e-")) history.replaceState(null, "", location.pathname);
  }
});
// A mark lights up the words that rest on it.
document.addEventListener("pointerover", (event) => {
  const mark = event.target.closest && event.target.closest("mark");
  if (!mark || event.pointerType !== "mouse") return;
  const its = new Set(mark.classList);
  for (const run of document.querySelectorAll("a.run[data-e]")) {
    run.classList.toggle("on", numbers(run).some((number) => its.has(number)));
  }
});
document.addEventListener("pointerout", (event) => {
  if (event.target.closest && event.target.closest("mark")) light(pinned);
});

// An address that names a quote (from a chat, or the front) opens with it lit and in view.
function open() {
  const anchor = location.hash.startsWith("#e-") && document.getElementById(location.hash.slice(1));
  if (!anchor) return;
  const number = [...anchor.classList].find((name) => /^a\d+$/.test(name));
  if (!number) return;
  const marks = [...document.querySelectorAll(`mark.e${number.slice(1)}`)];
  pinned = document.querySelector(`a.run[data-e~="e${number.slice(1)}"]`);
  light(pinned);
  for (const mark of marks) mark.classList.add("on");
  show(marks[0], true);
}
addEventListener("hashchange", open);

// --- Arrivals

const cards = document.getElementById("cards");
const news = document.getElementById("news");

function arrive(event) {
  const fragment = document.createRange().createContextualFragment(event.data);
  const card = fragment.querySelector("article");
  if (!card) return;
  const topic = cards.dataset.topic;
  const old = document.getElementById(card.id);
  if (topic && !old && card.dataset.topic !== topic) return;
  if (old && Number(old.dataset.seq) >= Number(card.dataset.seq)) return;
  const within = old && old.contains(document.activeElement);
  if (old) old.remove();
  localise(card);
  card.classList.add("fresh");
  cards.prepend(card);
  if (within) card.querySelector("a").focus();
  document.getElementById("empty").hidden = true;
  const what = card.querySelector(".line.what dd");
  news.textContent = `${old ? "Updated" : "New"} briefing: ${what ? what.textContent : ""}`;
  while (cards.childElementCount > 100) cards.lastElementChild.remove();
}

function follow() {
  if (!cards || cards.dataset.after === undefined || !("EventSource" in window)) return;
  const sign = document.querySelector("[data-live]");
  const stream = new EventSource(`/events?after=${cards.dataset.after}`);
  stream.addEventListener("briefing", arrive);
  stream.addEventListener("open", () => {
    sign.hidden = false;
    sign.classList.add("on");
    sign.textContent = "live";
  });
  stream.addEventListener("error", () => {
    sign.classList.remove("on");
    sign.textContent = "reconnecting";
  });
  // A page that is left must not hold one of the browser's six connections to us.
  addEventListener("pagehide", () => stream.close());
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}

// --- Answers in place

const answer = document.getElementById("answer");
const box = document.querySelector("[data-box]");
let asked = 0;

function fill(html) {
  answer.replaceChildren(document.createRange().createContextualFragment(html));
  localise(answer);
}

async function ask(words) {
  const mine = ++asked;
  box.elements.q.value = words;
  answer.classList.add("busy");
  answer.setAttribute("aria-busy", "true");
  if (/https?:\/\/\S/.test(words)) {
    const wait = document.createElement("p");
    wait.className = "wait";
    wait.setAttribute("role", "status");
    wait.textContent = "Reading the address \u2026";
    answer.replaceChildren(wait);
    answer.classList.remove("busy");
  }
  const query = new URLSearchParams(new FormData(box));
  const address = `/ask?${query}`;
  try {
    const response = await fetch(`${address}&part=1`);
    if (!response.ok) throw new Error(String(response.status));
    if (mine !== asked) return;
    fill(await response.text());
    // What the reader has just asked for here needs no second press; a link from elsewhere does.
    const order = answer.querySelector("form[data-order]");
    if (order) {
      const form = new URLSearchParams(new FormData(order));
      form.set("part", "1");
      const done = await fetch("/ask", { method: "POST", body: form });
      if (mine !== asked) return;
      fill(await done.text());
    }
    const title = answer.querySelector("h2");
    if (title) title.focus();
  } catch {
    if (mine === asked) location.assign(address);
  } finally {
    if (mine === asked) {
      answer.classList.remove("busy");
      answer.removeAttribute("aria-busy");
    }
  }
}

if (box && answer) {
  box.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = box.elements.q.value.trim();
    if (words) ask(words);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[data-ask]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    ask(link.dataset.ask);
    box.scrollIntoView({ block: "nearest", behavior: calm.matches ? "auto" : "smooth" });
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !typing && !event.metaKey && !event.ctrlKey) {
      event.preventDefault();
      box.elements.q.focus();
    }
  });
}

for (const place of document.querySelectorAll("[data-zone]")) place.textContent = `in your zone, ${zone}`;
localise(document);
open();
follow();
